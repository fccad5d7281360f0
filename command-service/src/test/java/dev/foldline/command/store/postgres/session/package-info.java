@NullMarked
package dev.foldline.command.store.postgres.session;

import org.jspecify.annotations.NullMarked;

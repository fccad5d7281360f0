@NullMarked
package dev.foldline.command.store.postgres.migration;

import org.jspecify.annotations.NullMarked;

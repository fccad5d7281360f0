@NullMarked
package dev.foldline.command.store.postgres.rows;

import org.jspecify.annotations.NullMarked;

/**
 * What lies in the tables: one record for each kind of row, made so that what is stored and what is forwarded are one.
 */
@NullMarked
package dev.foldline.command.store.entry;

import org.jspecify.annotations.NullMarked;

/** What a command is held against beside its domain: its partition, its size, and why it is refused. */
@NullMarked
package dev.foldline.command.batch.rule;

import org.jspecify.annotations.NullMarked;

/** The commands topic, as the member of a consumer group reads it. */
@NullMarked
package dev.foldline.command.loop.source;

import org.jspecify.annotations.NullMarked;

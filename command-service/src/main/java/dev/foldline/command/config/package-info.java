/** Configuration of command-service: a record for each concern, with key, sentence, default and check side by side. */
@NullMarked
package dev.foldline.command.config;

import org.jspecify.annotations.NullMarked;

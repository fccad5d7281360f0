/**
 * The main job, for a first look: a lifelike mix of commands, sent as fast as the pipeline takes them, and what came
 * of it.
 */
@NullMarked
package dev.foldline.demo;

import org.jspecify.annotations.NullMarked;

/**
 * What a person sees while something takes its time: on a terminal a moving line, elsewhere a line per step or nothing.
 */
@NullMarked
package dev.foldline.cli.progress;

import org.jspecify.annotations.NullMarked;

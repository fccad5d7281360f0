/**
 * What the author of a view writes: a name, a version, a key function and a fold, all pure.
 *
 * <p>Read {@link dev.foldline.projection.view.Projection} first.
 */
@NullMarked
package dev.foldline.projection.view;

import org.jspecify.annotations.NullMarked;

/**
 * The API for authors of a view: a name, a version, a key function and a fold, all pure.
 *
 * <p>Read {@link dev.foldline.domain.view.Projection} first.
 */
@NullMarked
package dev.foldline.domain.view;

import org.jspecify.annotations.NullMarked;

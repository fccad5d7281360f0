/**
 * For the tests of those who write a view: given events, then rows. No code of a service uses it.
 *
 * <p>Read {@link dev.foldline.projection.spec.ViewSpec} first.
 */
@NullMarked
package dev.foldline.projection.spec;

import org.jspecify.annotations.NullMarked;

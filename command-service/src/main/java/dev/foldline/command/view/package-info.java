/**
 * Inline views as an operator sees them: whether their tables are built by this build's fold, and how they are built
 * again while commands are still decided.
 *
 * <p>Read {@link dev.foldline.command.view.InlineViews} first.
 */
@NullMarked
package dev.foldline.command.view;

import org.jspecify.annotations.NullMarked;

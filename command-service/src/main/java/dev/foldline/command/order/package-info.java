/**
 * The aggregate {@code order}: placed, paid, shipped, or cancelled before that. Pure; read {@link OrderDecider} first.
 */
@NullMarked
package dev.foldline.command.order;

import org.jspecify.annotations.NullMarked;

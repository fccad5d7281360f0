/**
 * The aggregate {@code order}: placed, paid, shipped, or cancelled before that; a table in the transaction of its
 * events; and three views. Pure; read {@link OrderDecider} first.
 */
@NullMarked
package dev.foldline.example.order;

import org.jspecify.annotations.NullMarked;

/**
 * The views of orders: order-summary, customer-orders, daily-turnover.
 */
@NullMarked
package dev.foldline.projection.order;

import org.jspecify.annotations.NullMarked;

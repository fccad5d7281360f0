/**
 * The view account-balances.
 */
@NullMarked
package dev.foldline.projection.account;

import org.jspecify.annotations.NullMarked;

/**
 * The aggregate {@code account}: money of one currency, deposited and withdrawn; and the view of all balances. Pure;
 * read {@link AccountDecider} first.
 */
@NullMarked
package dev.foldline.example.account;

import org.jspecify.annotations.NullMarked;

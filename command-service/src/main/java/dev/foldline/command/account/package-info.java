/**
 * The aggregate {@code account}: money of one currency, deposited and withdrawn. Pure; read {@link AccountDecider}
 * first.
 */
@NullMarked
package dev.foldline.command.account;

import org.jspecify.annotations.NullMarked;

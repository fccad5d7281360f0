/**
 * The aggregate {@code transfer}: money on its way from one account to another, as its process reports it. Pure; read
 * {@link TransferDecider} first. The money itself moves by commands to the accounts, which the process manager
 * {@link MoneyTransfer} sends.
 */
@NullMarked
package dev.foldline.example.transfer;

import org.jspecify.annotations.NullMarked;

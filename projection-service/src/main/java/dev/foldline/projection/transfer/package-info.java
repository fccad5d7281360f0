/** The process manager that moves money between two accounts. Pure; read {@link MoneyTransfer}. */
@NullMarked
package dev.foldline.projection.transfer;

import org.jspecify.annotations.NullMarked;

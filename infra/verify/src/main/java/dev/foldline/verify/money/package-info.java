/** Whether the money of all accounts and transfers adds up. Read {@link MoneyCheck}. */
@NullMarked
package dev.foldline.verify.money;

import org.jspecify.annotations.NullMarked;

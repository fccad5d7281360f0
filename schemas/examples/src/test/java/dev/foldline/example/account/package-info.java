@NullMarked
package dev.foldline.example.account;

import org.jspecify.annotations.NullMarked;

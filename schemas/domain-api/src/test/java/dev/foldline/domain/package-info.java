@NullMarked
package dev.foldline.domain;

import org.jspecify.annotations.NullMarked;

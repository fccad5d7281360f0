@NullMarked
package dev.foldline.projection.intake.batch;

import org.jspecify.annotations.NullMarked;

/**
 * Figures, and the ceilings that they are held against, as a table and as JSON.
 */
@NullMarked
package dev.foldline.bench.report;

import org.jspecify.annotations.NullMarked;

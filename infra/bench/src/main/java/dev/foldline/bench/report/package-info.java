/**
 * Measurements, and the baselines that they are held against, as a table, as JSON and as a page with charts.
 */
@NullMarked
package dev.foldline.bench.report;

import org.jspecify.annotations.NullMarked;

/** What an operator sees of running services: the report in the log, and the metrics. */
@NullMarked
package dev.foldline.e2e.ops;

import org.jspecify.annotations.NullMarked;

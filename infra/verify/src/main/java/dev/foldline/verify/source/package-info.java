/**
 * Where the checks get what they compare: the tables by JDBC, the topics with {@code read_committed}, the queries by
 * HTTP.
 */
@NullMarked
package dev.foldline.verify.source;

import org.jspecify.annotations.NullMarked;

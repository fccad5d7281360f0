/**
 * Servers of tests: embedded, or in containers by Testcontainers. The same tests run against both; read {@link
 * dev.foldline.testing.AlsoOnContainers} first.
 */
@NullMarked
package dev.foldline.testing;

import org.jspecify.annotations.NullMarked;

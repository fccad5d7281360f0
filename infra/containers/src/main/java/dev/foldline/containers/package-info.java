/**
 * Servers of tests: embedded, or in containers by Testcontainers. The same tests run against both; read {@link
 * dev.foldline.containers.AlsoOnContainers} first.
 */
@NullMarked
package dev.foldline.containers;

import org.jspecify.annotations.NullMarked;

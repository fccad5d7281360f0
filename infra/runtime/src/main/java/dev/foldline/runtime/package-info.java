/**
 * What both services run on: configuration, waiting for servers at start, health and metrics over HTTP, a clean stop.
 *
 * <p>Read {@link dev.foldline.runtime.ServiceConfig} first.
 */
@NullMarked
package dev.foldline.runtime;

import org.jspecify.annotations.NullMarked;

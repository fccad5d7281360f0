/** The servers of a stack in containers; {@link dev.foldline.e2e.container.ContainerServers} first. */
@NullMarked
package dev.foldline.e2e.container;

import org.jspecify.annotations.NullMarked;

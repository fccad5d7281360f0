/**
 * Tests of the whole pipeline on real servers, every part a process of its own: parts are killed under load, commands
 * are broken, servers are missing at start. Begin with {@code EndToEndIT}.
 */
@NullMarked
package dev.foldline.e2e;

import org.jspecify.annotations.NullMarked;

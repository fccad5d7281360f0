/**
 * How to run each server and service of the stack, as a {@link dev.foldline.local.server.ChildSpec}, and what that
 * takes: their files, their ports, their folders.
 */
@NullMarked
package dev.foldline.local.server;

import org.jspecify.annotations.NullMarked;

/**
 * How to run each server and service of the stack, as a {@link dev.foldline.stack.server.ChildSpec}, and what that
 * takes: their files, their ports, their folders.
 */
@NullMarked
package dev.foldline.stack.server;

import org.jspecify.annotations.NullMarked;

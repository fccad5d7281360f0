/**
 * Test support for authors of a domain: given events, then events, rows or commands. The services do not use it, and it
 * does not need a test library.
 *
 * <p>Read {@link dev.foldline.domain.spec.DeciderSpec} first, then {@link dev.foldline.domain.spec.ViewSpec} and
 * {@link dev.foldline.domain.spec.ProcessSpec}.
 */
@NullMarked
package dev.foldline.domain.spec;

import org.jspecify.annotations.NullMarked;

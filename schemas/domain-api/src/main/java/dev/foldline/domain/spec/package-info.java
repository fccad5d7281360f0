/**
 * For the tests of those who write a domain: given events, then events, rows or commands. No code of a service uses it,
 * and it needs no test library.
 *
 * <p>Read {@link dev.foldline.domain.spec.DeciderSpec} first, then {@link dev.foldline.domain.spec.ViewSpec} and
 * {@link dev.foldline.domain.spec.ProcessSpec}.
 */
@NullMarked
package dev.foldline.domain.spec;

import org.jspecify.annotations.NullMarked;

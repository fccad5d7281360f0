/**
 * What holds for the whole repository; part of no service.
 *
 * <p>Here is what the tests of this module need: {@code ArchitectureTest} looks at every module's classes, {@code
 * TidyTest} at every Java file, {@code RepositoryTextTest} at all text.
 */
@NullMarked
package dev.foldline.checks;

import org.jspecify.annotations.NullMarked;

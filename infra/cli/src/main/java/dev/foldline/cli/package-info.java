/** The command line: {@link dev.foldline.cli.FoldlineCommand} is the entry, one class per subcommand. */
@NullMarked
package dev.foldline.cli;

import org.jspecify.annotations.NullMarked;

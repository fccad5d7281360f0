/**
 * What every part agrees on: topic names, CloudEvents headers, ids, and which records a domain brings.
 *
 * <p>Nothing here talks to a server. Everything that another process could depend on has its name in this package.
 */
@NullMarked
package dev.foldline.contract;

import org.jspecify.annotations.NullMarked;

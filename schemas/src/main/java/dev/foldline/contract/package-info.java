/**
 * The contract between all parts: topic names, CloudEvents headers, ids, and the records that a domain brings.
 *
 * <p>Nothing here talks to a server. Every name that another process could depend on is defined in this package.
 */
@NullMarked
package dev.foldline.contract;

import org.jspecify.annotations.NullMarked;

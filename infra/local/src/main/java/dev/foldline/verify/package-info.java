/**
 * Proves from the outside that a pipeline kept its promises: reads the tables and the topics, and compares them.
 *
 * <p>Code of its own on purpose. It shares names, schemas and the wire format with the services, and nothing that decides,
 * stores, forwards or folds: a fault in those cannot hide itself here. Read {@link dev.foldline.verify.Verification} first,
 * then {@link dev.foldline.verify.PartitionWalk}. The checks stand on iterators alone, so that tests need no server.
 */
@NullMarked
package dev.foldline.verify;

import org.jspecify.annotations.NullMarked;

/**
 * Proves from the outside that a pipeline kept its promises: reads the tables, the topics and the queries, and compares
 * them.
 *
 * <p>Code of its own on purpose. It shares names, schemas and the wire format with the services, and nothing that
 * decides, stores, forwards or folds: a fault in those cannot hide itself here. Read {@link
 * dev.foldline.verify.Verification} first.
 */
@NullMarked
package dev.foldline.verify;

import org.jspecify.annotations.NullMarked;

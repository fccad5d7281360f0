/**
 * Read models: the rows of views, written to Postgres from the views' topics.
 *
 * <p>Read {@link dev.foldline.projection.readmodel.ReadModelLoop} first. It takes rows from a {@code ViewTopic} and
 * gives them to a {@code ReadModelStore}, which writes them and the checkpoint in one transaction. Only the checkpoint
 * says where reading continues, and each transaction moves it from where the writer expects it to be. A writer that is
 * wrong about that, after a crash, a rebalance or a long pause, writes nothing and loads the checkpoint again.
 */
@NullMarked
package dev.foldline.projection.readmodel;

import org.jspecify.annotations.NullMarked;

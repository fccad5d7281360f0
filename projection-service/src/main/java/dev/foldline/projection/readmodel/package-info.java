/**
 * Read models: the rows of views, written to Postgres from the views' topics.
 *
 * <p>Read {@link dev.foldline.projection.readmodel.ReadModelLoop} first. It takes rows from a {@code ViewTopic} and
 * gives them to a {@code ReadModelStore}, which writes them and the checkpoint in one transaction. The checkpoint alone
 * says where reading goes on, and each transaction moves it from where the writer believes it to stand: whoever is
 * wrong about that, after a crash or a rebalance or a long sleep, writes nothing and looks again.
 */
@NullMarked
package dev.foldline.projection.readmodel;

import org.jspecify.annotations.NullMarked;

package dev.foldline.projection.query;

/**
 * A view that several instances have together.
 *
 * @param local what this instance has of it
 * @param peers the other instances
 */
public record SharedView(LocalView local, Peers peers) {}

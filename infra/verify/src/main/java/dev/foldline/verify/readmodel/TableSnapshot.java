package dev.foldline.verify.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What a read model's table has of one partition, and how far it has read: both of one moment.
 *
 * @param position offset of the view's topic that is read next; 0 while the partition is being filled again
 * @param rows     by key
 */
public record TableSnapshot(long position, Map<String, JsonNode> rows) {}

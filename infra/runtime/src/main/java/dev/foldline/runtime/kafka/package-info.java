/** What both services ask of a Kafka cluster beside reading and writing records. */
@NullMarked
package dev.foldline.runtime.kafka;

import org.jspecify.annotations.NullMarked;

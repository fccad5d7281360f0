/** The embedded stack: real Postgres, Kafka and registry as child processes, started and stopped in order. */
@NullMarked
package dev.foldline.local;

import org.jspecify.annotations.NullMarked;

package dev.foldline.projection.view;

import org.apache.avro.specific.SpecificRecord;

/** One event as a fold sees it: its record, and what its headers and place say. */
public record Event(SpecificRecord data, EventMetadata metadata) {}

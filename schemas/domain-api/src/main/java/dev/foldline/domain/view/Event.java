package dev.foldline.domain.view;

import org.apache.avro.specific.SpecificRecord;

/** One event as a fold sees it: its record, and what its headers and place say. */
public record Event(SpecificRecord data, EventMetadata metadata) {}

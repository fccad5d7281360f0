/**
 * The aggregate {@code conference}: so many seats, and reservations of them. Pure; read {@link ConferenceDecider}
 * first.
 */
@NullMarked
package dev.foldline.example.conference;

import org.jspecify.annotations.NullMarked;

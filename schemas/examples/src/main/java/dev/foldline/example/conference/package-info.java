/**
 * The aggregate {@code conference}: a number of seats, and reservations of them. Pure; read {@link ConferenceDecider}
 * first.
 */
@NullMarked
package dev.foldline.example.conference;

import org.jspecify.annotations.NullMarked;

/** Read models against their views' topics: what tables of Postgres have, and what they should have. */
@NullMarked
package dev.foldline.verify.readmodel;

import org.jspecify.annotations.NullMarked;

/** What views must show, folded from the table by code of verify's own, and how it is compared with what they show. */
@NullMarked
package dev.foldline.verify.view;

import org.jspecify.annotations.NullMarked;

/** Comparing two sets, or a set with a live database: tables, rows, content, sequences, definitions. Only reads. */
@NullMarked
package dev.lifeboat.compare;

import org.jspecify.annotations.NullMarked;

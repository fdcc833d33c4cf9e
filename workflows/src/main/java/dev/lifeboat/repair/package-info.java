/** Bringing chosen tables of a database with data back to a set's rows: compared, approved, in one transaction, with an undo file. */
@NullMarked
package dev.lifeboat.repair;

import org.jspecify.annotations.NullMarked;

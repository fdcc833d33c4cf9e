/** The work of a repair: side tables, comparison, one transaction, undo. */
@NullMarked
package dev.lifeboat.repair;

import org.jspecify.annotations.NullMarked;

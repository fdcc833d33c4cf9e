/** Bringing the definitions of a living database back to a set's: difference, rehearsal, approval, one transaction. */
@NullMarked
package dev.lifeboat.rollback;

import org.jspecify.annotations.NullMarked;

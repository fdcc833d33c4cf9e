/** Works out how a living database's definitions become a set's again, rehearses it, and does it. */
@NullMarked
package dev.lifeboat.rollback;

import org.jspecify.annotations.NullMarked;

/** What follows a change of keys: sets wrapped anew, sets signed for again, and the runbook's own list of keys. */
@NullMarked
package dev.lifeboat.rotation;

import org.jspecify.annotations.NullMarked;

/** Removing what nobody has to keep any more: looked at first, written down and signed, and only then deleted. */
@NullMarked
package dev.lifeboat.retention;

import org.jspecify.annotations.NullMarked;

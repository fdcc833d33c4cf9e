/** The work of a gate: running checks and keeping the evidence. */
@NullMarked
package dev.lifeboat.gate;

import org.jspecify.annotations.NullMarked;

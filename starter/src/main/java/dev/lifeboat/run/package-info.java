/** Runs as people see them: which there are, where they stand, what they wait for, and deciding it. */
@NullMarked
package dev.lifeboat.run;

import org.jspecify.annotations.NullMarked;

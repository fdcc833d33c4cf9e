/** Evidence: what a gate checked, what it found and the digest a person approves. */
@NullMarked
package dev.lifeboat.gate;

import org.jspecify.annotations.NullMarked;

/** Decisions of people over evidence: who, what, about which digest, and the pure rules that accept them. */
@NullMarked
package dev.lifeboat.decision;

import org.jspecify.annotations.NullMarked;

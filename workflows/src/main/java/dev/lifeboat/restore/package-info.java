/** Bringing the application back in phases, each fenced off until its gate is approved. */
@NullMarked
package dev.lifeboat.restore;

import org.jspecify.annotations.NullMarked;

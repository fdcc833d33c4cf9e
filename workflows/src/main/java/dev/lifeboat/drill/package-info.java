/** Rehearsals: a whole restore into a throw-away database, reported, cleaned up, and the set marked proven. */
@NullMarked
package dev.lifeboat.drill;

import org.jspecify.annotations.NullMarked;

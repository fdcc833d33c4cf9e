/** Looking whether everything is as it should be, and telling people once of what is not. */
@NullMarked
package dev.lifeboat.health;

import org.jspecify.annotations.NullMarked;

/** What the stores cost, by month, and what they will: pure rules over what the catalogue knows. */
@NullMarked
package dev.lifeboat.cost;

import org.jspecify.annotations.NullMarked;

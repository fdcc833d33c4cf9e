/** How ready a system is to be brought back, in a number, and what is missing. */
@NullMarked
package dev.lifeboat.readiness;

import org.jspecify.annotations.NullMarked;

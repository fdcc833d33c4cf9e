/** Secrets by reference: resolved here, inside activities, and nowhere else. */
@NullMarked
package dev.lifeboat.secret;

import org.jspecify.annotations.NullMarked;

/** Copying sets between stores, comparing every byte with the signed manifest, and which store has which set. */
@NullMarked
package dev.lifeboat.copy;

import org.jspecify.annotations.NullMarked;

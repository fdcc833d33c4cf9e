/** Proving that a set can be read: every byte re-read, authenticated, decrypted, counted and hashed. */
@NullMarked
package dev.lifeboat.verify;

import org.jspecify.annotations.NullMarked;

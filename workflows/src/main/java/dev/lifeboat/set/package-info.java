/** The vocabulary of backup sets: modes, names and the vault (store and keys) they live in. */
@NullMarked
package dev.lifeboat.set;

import org.jspecify.annotations.NullMarked;

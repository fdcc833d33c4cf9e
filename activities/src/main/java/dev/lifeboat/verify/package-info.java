/** The work of a verification. */
@NullMarked
package dev.lifeboat.verify;

import org.jspecify.annotations.NullMarked;

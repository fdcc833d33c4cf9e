/** Delivering notices. */
@NullMarked
package dev.lifeboat.notice;

import org.jspecify.annotations.NullMarked;

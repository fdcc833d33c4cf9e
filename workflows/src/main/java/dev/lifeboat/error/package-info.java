/** Every error an operator can meet: its stable name, whether a retry helps, its exit code and what to do about it. */
@NullMarked
package dev.lifeboat.error;

import org.jspecify.annotations.NullMarked;

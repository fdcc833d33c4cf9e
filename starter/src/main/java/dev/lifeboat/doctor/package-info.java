/** Looking at everything that a run needs before it is needed. */
@NullMarked
package dev.lifeboat.doctor;

import org.jspecify.annotations.NullMarked;

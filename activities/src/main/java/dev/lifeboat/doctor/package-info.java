/** Looking at everything that a run needs before it is needed; for people who ask, and for the daily look of a worker. */
@NullMarked
package dev.lifeboat.doctor;

import org.jspecify.annotations.NullMarked;

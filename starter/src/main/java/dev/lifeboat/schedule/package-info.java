/** A runbook's backups and drills as Temporal Schedules. */
@NullMarked
package dev.lifeboat.schedule;

import org.jspecify.annotations.NullMarked;

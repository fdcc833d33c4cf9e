/** A runbook's backups, drills and clean-ups as Temporal Schedules. */
@NullMarked
package dev.lifeboat.schedule;

import org.jspecify.annotations.NullMarked;

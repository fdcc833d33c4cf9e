/** A runbook's backups, drills, verifications, clean-ups and health checks as Temporal Schedules. */
@NullMarked
package dev.lifeboat.schedule;

import org.jspecify.annotations.NullMarked;

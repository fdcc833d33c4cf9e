/** What a runbook's schedules are called and when they are due. */
@NullMarked
package dev.lifeboat.schedule;

import org.jspecify.annotations.NullMarked;

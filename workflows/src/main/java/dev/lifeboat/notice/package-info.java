/** Telling people: reminders, escalations and results. */
@NullMarked
package dev.lifeboat.notice;

import org.jspecify.annotations.NullMarked;

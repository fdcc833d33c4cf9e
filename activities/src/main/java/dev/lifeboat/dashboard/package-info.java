/** The figures of a runbook at one glance, for the console, the command line and other programs. */
@NullMarked
package dev.lifeboat.dashboard;

import org.jspecify.annotations.NullMarked;

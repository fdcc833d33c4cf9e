/**
 * The watch for ransomware and mistakes: compares a new set with those before it, raises alarms, keeps older sets from going, and
 * refuses what would trust an alarmed set, until a person has looked. See docs/anomalies.md.
 */
@NullMarked
package dev.lifeboat.anomaly;

import org.jspecify.annotations.NullMarked;

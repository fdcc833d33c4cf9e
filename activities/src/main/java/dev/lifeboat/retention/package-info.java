/**
 * Which sets may go, and removing them. {@link dev.lifeboat.retention.Surveyor} looks, {@link dev.lifeboat.retention.RetentionRules}
 * decide without looking or deleting, {@link dev.lifeboat.retention.Cleaning} writes the plan down, asks both again and lets
 * {@link dev.lifeboat.retention.Deletion} remove what both times were to go.
 */
@NullMarked
package dev.lifeboat.retention;

import org.jspecify.annotations.NullMarked;

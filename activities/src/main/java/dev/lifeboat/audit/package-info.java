/**
 * The log of every access and decision: entries in a store, each of which names the one before, and rows in the application's
 * own tables where the runbook says so.
 */
@NullMarked
package dev.lifeboat.audit;

import org.jspecify.annotations.NullMarked;

/** What activities have in common: heartbeats, cancellation, the marks of their log lines. */
@NullMarked
package dev.lifeboat.activity;

import org.jspecify.annotations.NullMarked;

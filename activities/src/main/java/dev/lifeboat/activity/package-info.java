/** What every long activity does: heartbeats and cancellation. */
@NullMarked
package dev.lifeboat.activity;

import org.jspecify.annotations.NullMarked;

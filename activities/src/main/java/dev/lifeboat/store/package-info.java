/** Where sets live: one port for create-only objects, and its adapters. */
@NullMarked
package dev.lifeboat.store;

import org.jspecify.annotations.NullMarked;

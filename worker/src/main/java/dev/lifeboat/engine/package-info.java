/** Starting or joining Temporal: a remote service, a dev server, or the in-memory server. */
@NullMarked
package dev.lifeboat.engine;

import org.jspecify.annotations.NullMarked;

/**
 * The one place of the starter that touches engines and workers: a command opens a session, starts runs in it, and closes it.
 */
@NullMarked
package dev.lifeboat.session;

import org.jspecify.annotations.NullMarked;

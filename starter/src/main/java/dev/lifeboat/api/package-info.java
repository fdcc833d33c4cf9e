/** The HTTP API: bearer tokens, deny by default, RFC 9457 errors. */
@NullMarked
package dev.lifeboat.api;

import org.jspecify.annotations.NullMarked;

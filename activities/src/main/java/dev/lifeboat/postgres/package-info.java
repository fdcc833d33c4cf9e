/** PostgreSQL as we use it: connections with pinned settings, client tools, tables of contents. */
@NullMarked
package dev.lifeboat.postgres;

import org.jspecify.annotations.NullMarked;

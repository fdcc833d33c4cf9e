/** Lifeboat: bringing a PostgreSQL application back after a disaster, in phases, with proof. */
@NullMarked
package dev.lifeboat;

import org.jspecify.annotations.NullMarked;

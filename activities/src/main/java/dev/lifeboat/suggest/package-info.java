/** A first runbook from a live database: phases suggested by names and foreign keys. */
@NullMarked
package dev.lifeboat.suggest;

import org.jspecify.annotations.NullMarked;

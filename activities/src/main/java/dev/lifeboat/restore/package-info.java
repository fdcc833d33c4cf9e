/** The work of a restore: target, ledger, fences, loading, building, opening. */
@NullMarked
package dev.lifeboat.restore;

import org.jspecify.annotations.NullMarked;

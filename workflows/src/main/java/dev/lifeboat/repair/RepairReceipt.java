package dev.lifeboat.repair;

import org.jspecify.annotations.Nullable;

/**
 * What applying a repair did.
 *
 * @param comparison what was found under the locks: if it is not what was approved, nothing was changed
 * @param undo the object that would take the repair back, relative to the store; null: nothing was changed
 */
public record RepairReceipt(
        RepairComparison comparison, @Nullable String undo) {}

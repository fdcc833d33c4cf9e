package dev.lifeboat.catalogue;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long sets are kept by their age alone; retention may keep them longer. */
public interface KeepUntil {
    /** When the time of a set of this mode that was taken then is over in a store; null: it has none. */
    @Nullable
    Instant of(StoreLocation store, BackupMode mode, Instant takenAt);
}

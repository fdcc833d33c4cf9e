package dev.lifeboat.store;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import java.nio.file.Path;

/** Opens stores by their kind. */
public final class Stores {
    private Stores() {}

    /** Throws RUNBOOK_INVALID for an unknown kind, STORE_UNAVAILABLE when the store cannot be opened. */
    public static Store open(StoreLocation location) {
        if (!location.kind().equals("filesystem")) {
            throw new LifeboatException(
                    ErrorCode.RUNBOOK_INVALID,
                    "store.kind \"" + location.kind() + "\" is not known; known: filesystem");
        }
        return new FileSystemStore(Path.of(location.path()));
    }
}

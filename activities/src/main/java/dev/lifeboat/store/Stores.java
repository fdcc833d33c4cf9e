package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import java.nio.file.Path;
import java.time.Period;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Opens stores by their kind. */
public final class Stores {
    private Stores() {}

    /** Opens a store to which nothing is written that has a time of its own; throws as the other does. */
    public static Store open(StoreLocation location, Secrets secrets) {
        return open(location, secrets, null);
    }

    /**
     * Throws RUNBOOK_INVALID for an unknown kind, SECRET_MISSING, STORE_UNAVAILABLE when the store cannot be opened.
     *
     * @param keep how long what is written is to be kept, for a store that locks; null: not known
     */
    public static Store open(StoreLocation location, Secrets secrets, @Nullable Period keep) {
        return new MeasuredStore(String.valueOf(location.name()), opened(location, secrets, keep));
    }

    private static Store opened(StoreLocation location, Secrets secrets, @Nullable Period keep) {
        if (location.kind().equals(StoreLocation.FILESYSTEM)) {
            return new FileSystemStore(Path.of(needed(location, "path", location.path())));
        }
        return kind(location).open(location, secrets, keep);
    }

    /**
     * What somebody without credentials may do in a store, in words; empty: nothing. Throws as opening does.
     *
     * @param object one that is there
     */
    public static List<String> strangersMay(StoreLocation location, Secrets secrets, String object) {
        return location.kind().equals(StoreLocation.FILESYSTEM)
                ? List.of()
                : kind(location).strangersMay(location, secrets, object);
    }

    private static StoreKind kind(StoreLocation location) {
        return ServiceLoader.load(StoreKind.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(kind -> kind.name().equals(location.kind()))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        RUNBOOK_INVALID,
                        "store " + location.name() + ": its kind \"" + location.kind() + "\" is not known"));
    }

    private static String needed(StoreLocation location, String key, @Nullable String value) {
        if (value == null) {
            throw new LifeboatException(
                    RUNBOOK_INVALID,
                    "store " + location.name() + ": kind " + location.kind() + " needs the key \"" + key + "\"");
        }
        return value;
    }
}

package dev.lifeboat.rotation;

import static dev.lifeboat.error.ErrorCode.INTERRUPTED;
import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.Rewrap;
import dev.lifeboat.archive.Rewraps;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.SessionKeys;
import dev.lifeboat.store.NoSuchObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes sets readable by a key that is younger than they are: of each object only the beginning is read, its session key is
 * unwrapped by an old private key and wrapped for the new one, and the result is recorded beside the set. No object is changed, no
 * row is decrypted. A call that was cut off goes on where its last record ends; one on a finished set changes nothing.
 */
public final class Rewrapping {
    /** Objects a record: some 750 bytes each with RSA-4096. */
    static final int BATCH = 1000;
    /** Session key packets of more than a hundred recipients. */
    private static final int HEAD_BYTES = 64 << 10;
    /** A store answers slowly rather than little. */
    private static final int READERS = 8;

    private final OpenVault vault;
    private final SessionKeys keys;
    private final Rewraps rewraps;

    public Rewrapping(OpenVault vault, SessionKeys keys) {
        this.vault = vault;
        this.keys = keys;
        this.rewraps = new Rewraps(vault);
    }

    /**
     * Wraps one set's own objects anew; those of sets that it refers to are theirs. Throws what authenticating throws;
     * KEY_UNUSABLE, naming the object, when no private key opens it; SET_CORRUPT when it is missing or damaged.
     */
    public Rewrapped rewrap(String set) {
        AuthenticatedSet found = new SetReader(vault).authenticate(set);
        List<String> objects = objects(found.manifest());
        int wrapped = 0;
        int earlier = 0;
        int known = 0;
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            for (int from = 0; from < objects.size(); from += BATCH) {
                List<String> batch = objects.subList(from, Math.min(from + BATCH, objects.size()));
                String name = Rewraps.nameOf(set, keys.recipient(), from / BATCH + 1);
                if (rewraps.holds(name)) {
                    earlier += batch.size();
                    continue;
                }
                List<Rewrap.Wrapped> fresh = wrap(batch, readers);
                known += batch.size() - fresh.size();
                wrapped += fresh.size();
                if (!fresh.isEmpty()) {
                    rewraps.add(name, new Rewrap(set, found.manifestSha256(), keys.recipient(), fresh));
                }
            }
        } finally {
            readers.shutdownNow();
        }
        return new Rewrapped(set, keys.recipient(), wrapped, earlier, known);
    }

    /** Full names of the encrypted objects in a set's own folder. */
    static List<String> objects(Manifest manifest) {
        return Stream.concat(
                        manifest.files().stream().map(FileInfo::object).filter(object -> object.endsWith(".pgp")),
                        manifest.parts().filter(part -> part.set() == null).map(PartInfo::object))
                .map(object -> manifest.set() + "/" + object)
                .toList();
    }

    private List<Rewrap.Wrapped> wrap(List<String> objects, ExecutorService readers) {
        List<Callable<Rewrap.@Nullable Wrapped>> calls = new ArrayList<>();
        objects.forEach(object -> calls.add(() -> wrap(object)));
        List<Rewrap.Wrapped> wrapped = new ArrayList<>();
        try {
            for (Future<Rewrap.@Nullable Wrapped> call : readers.invokeAll(calls)) {
                Rewrap.Wrapped one = call.get();
                if (one != null) {
                    wrapped.add(one);
                }
            }
            return wrapped;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LifeboatException known
                    ? known
                    : new IllegalStateException("an object could not be wrapped anew", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(INTERRUPTED, "wrapping anew was interrupted", e);
        }
    }

    private Rewrap.@Nullable Wrapped wrap(String object) {
        try (InputStream head = vault.store().read(object, 0, HEAD_BYTES)) {
            byte[] packet = keys.wrap(head);
            return packet == null
                    ? null
                    : new Rewrap.Wrapped(object, Base64.getEncoder().encodeToString(packet));
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, object + " is missing", e);
        } catch (LifeboatException e) {
            throw e.code() == SET_CORRUPT || e.code() == KEY_UNUSABLE
                    ? new LifeboatException(e.code(), object + ": " + e.getMessage(), e)
                    : e;
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, object + " cannot be read: " + e.getMessage(), e);
        }
    }
}

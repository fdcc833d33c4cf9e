package dev.lifeboat.rotation;

import static dev.lifeboat.error.ErrorCode.INTERRUPTED;
import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes sets readable by a key that is younger than they are: of each object only the beginning is read, its session key is
 * unwrapped by an old private key and wrapped for the new one, and the result is recorded beside the set. No object is changed, no
 * row is decrypted. A call that was cut off goes on with what its records lack; one on a finished set changes nothing.
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

    /** In a vault of one store: what another one holds helps nobody when this one is all that is left. */
    public Rewrapping(OpenVault vault, SessionKeys keys) {
        requireOne(vault);
        this.vault = vault;
        this.keys = keys;
        this.rewraps = new Rewraps(vault);
    }

    static void requireOne(OpenVault vault) {
        if (!vault.vault().store().copies().isEmpty()) {
            throw new IllegalArgumentException("keys are looked after in each store by itself");
        }
    }

    /**
     * Wraps anew what a set is read from, in its own folder and in those of sets that it refers to, whether these are sets in this
     * store or not. Throws what authenticating throws; KEY_UNUSABLE, naming the object, when no private key opens it; SET_CORRUPT
     * when it is missing or damaged: then the others have been wrapped.
     */
    public Rewrapped rewrap(String set) {
        Manifest manifest = new SetReader(vault).authenticate(set).manifest();
        boolean meant = manifest.recipients().contains(keys.recipient());
        List<LifeboatException> problems = new ArrayList<>();
        int wrapped = 0;
        int earlier = 0;
        int known = 0;
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            for (Map.Entry<String, List<String>> folder : objects(manifest).entrySet()) {
                List<String> left = folder.getValue().stream()
                        .filter(object -> !rewraps.holds(folder.getKey(), object, keys.recipient()))
                        .toList();
                earlier += folder.getValue().size() - left.size();
                for (int from = 0; from < left.size(); from += BATCH) {
                    List<String> batch = left.subList(from, Math.min(from + BATCH, left.size()));
                    int failed = problems.size();
                    List<Rewrap.Wrapped> fresh = wrap(folder.getKey(), batch, !meant, readers, problems);
                    known += batch.size() - fresh.size() - (problems.size() - failed);
                    wrapped += fresh.size();
                    if (!fresh.isEmpty()) {
                        rewraps.add(new Rewrap(folder.getKey(), keys.recipient(), fresh));
                    }
                }
            }
        } finally {
            readers.shutdownNow();
        }
        if (!problems.isEmpty()) {
            LifeboatException first = problems.get(0);
            throw problems.size() == 1
                    ? first
                    : new LifeboatException(
                            first.code(),
                            first.getMessage() + "; and " + (problems.size() - 1) + " more objects",
                            first);
        }
        return new Rewrapped(set, keys.recipient(), wrapped, earlier, known);
    }

    /** The encrypted objects that a set is read from, by the set in whose folder they lie, its own first. */
    static Map<String, List<String>> objects(Manifest manifest) {
        Map<String, List<String>> objects = new LinkedHashMap<>();
        objects.put(
                manifest.set(),
                manifest.files().stream()
                        .map(FileInfo::object)
                        .filter(object -> object.endsWith(".pgp"))
                        .collect(Collectors.toCollection(ArrayList::new)));
        manifest.parts().forEach(part -> objects.computeIfAbsent(
                        part.set() == null ? manifest.set() : part.set(), set -> new ArrayList<>())
                .add(part.object()));
        return objects;
    }

    /** @param problems of single objects, which do not keep the others from being wrapped */
    private List<Rewrap.Wrapped> wrap(
            String set,
            List<String> objects,
            boolean always,
            ExecutorService readers,
            List<LifeboatException> problems) {
        List<Callable<Rewrap.@Nullable Wrapped>> calls = new ArrayList<>();
        objects.forEach(object -> calls.add(() -> wrap(set, object, always)));
        List<Rewrap.Wrapped> wrapped = new ArrayList<>();
        try {
            for (Future<Rewrap.@Nullable Wrapped> call : readers.invokeAll(calls)) {
                try {
                    Rewrap.Wrapped one = call.get();
                    if (one != null) {
                        wrapped.add(one);
                    }
                } catch (ExecutionException e) {
                    problems.add(ofTheObject(e));
                }
            }
            return wrapped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(INTERRUPTED, "wrapping anew was interrupted", e);
        }
    }

    /** What is wrong with one object; throws whatever would be wrong with each. */
    private static LifeboatException ofTheObject(ExecutionException e) {
        if (e.getCause() instanceof LifeboatException known) {
            if (known.code() == SET_CORRUPT || known.code() == KEY_UNUSABLE) {
                return known;
            }
            throw known;
        }
        throw new IllegalStateException("an object could not be wrapped anew", e);
    }

    private Rewrap.@Nullable Wrapped wrap(String set, String object, boolean always) {
        String name = set + "/" + object;
        try (InputStream head = vault.store().read(name, 0, HEAD_BYTES)) {
            byte[] packet = keys.wrap(
                    head, () -> rewraps.of(set, object), () -> vault.store().read(name), always);
            return packet == null
                    ? null
                    : new Rewrap.Wrapped(name, Base64.getEncoder().encodeToString(packet));
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, name + " is missing", e);
        } catch (LifeboatException e) {
            throw e.code() == SET_CORRUPT || e.code() == KEY_UNUSABLE
                    ? new LifeboatException(e.code(), name + ": " + e.getMessage(), e)
                    : e;
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, name + " cannot be read: " + e.getMessage(), e);
        }
    }
}

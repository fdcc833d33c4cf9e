package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.activity.LogMarks;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.Locking;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Locks of a whole set. What a run writes is locked when it is created, after the snapshot was taken: so it is locked at least as
 * long as retention, which counts from the snapshot, keeps it. Two things are older: the claim of the folder, and objects of
 * earlier sets that this one refers to. Their locks are extended before the set is seen.
 */
public final class SetLocks {
    /** Each object takes some requests, and a set may refer to thousands. */
    private static final int AT_A_TIME = 8;

    private SetLocks() {}

    /**
     * Locks what is older than the set in the store that is written to, until the set's own time ends; does nothing where the
     * runbook names no lock. Throws STORE_REFUSED where the credentials may not, SET_CORRUPT if an object is not there.
     */
    public static void extend(OpenVault vault, Manifest manifest) {
        Locking.of(vault.vault().store().primary(), vault.vault().keep())
                .map(locking -> locking.from(manifest.sealedAt()))
                .ifPresent(until -> extend(vault.primary(), older(manifest), until));
    }

    private static SortedSet<String> older(Manifest manifest) {
        SortedSet<String> names = new TreeSet<>();
        names.add(manifest.set() + "/" + SetObjects.CLAIM);
        // Without its claim another run could take the folder, and sweep what it does not know.
        manifest.needs().forEach(set -> names.add(set + "/" + SetObjects.CLAIM));
        manifest.parts().filter(part -> part.set() != null).forEach(part -> names.add(manifest.nameOf(part)));
        return names;
    }

    private static void extend(Store store, SortedSet<String> names, Instant until) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_A_TIME, names.size()), LogMarks::thread);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (String name : names) {
                calls.add(() -> {
                    try {
                        store.extendLock(name, until);
                    } catch (NoSuchObjectException e) {
                        // A folder that was copied from where its set had gone has no claim.
                        if (!name.endsWith("/" + SetObjects.CLAIM)) {
                            throw e;
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(STORE_UNAVAILABLE, "interrupted while locks were extended", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LifeboatException failure) {
                throw failure;
            }
            if (e.getCause() instanceof NoSuchObjectException gone) {
                throw new LifeboatException(SET_CORRUPT, gone.getMessage() + " is needed and not there", gone);
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}

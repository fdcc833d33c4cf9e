package dev.lifeboat.restore;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import io.temporal.activity.Activity;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Manifests that were authenticated and are pinned by their hash: read once a worker, not once a part. Thread-safe. */
public final class PinnedSets {
    /** A manifest of a hundred thousand parts takes 40 MB. */
    private static final int MOST = 2;

    private static final int MOST_LAYOUTS = 4;

    /** As in {@code restore/RUNBOOK/TARGET}. */
    private static final int RUN_SEGMENTS = 3;

    private static final int MOST_NOTES = 1000;

    /** Behind one that could not be written: a store that keeps silent is waited for now and then, and not at every part. */
    private static final Duration UNTIL_NEXT_TRY = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final Map<String, Manifest> manifests = new LinkedHashMap<>();
    /** By what is noted: each is written once a day, and not once a part. */
    private final Map<String, Note> notes = new HashMap<>();
    /** By the tokens of runs. */
    private final Map<String, Loads> loads = new LinkedHashMap<>();

    public PinnedSets() {
        this(System::nanoTime);
    }

    PinnedSets(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Loads(PhaseLayout layout, Map<String, List<List<LoadPart>>> phases) {}

    /**
     * One load of a run's phase. They are laid out once a run and worker: ordering a hundred thousand parts for each of them
     * would take hours.
     */
    List<LoadPart> load(RunTask run, Connection connection, Manifest manifest, String phase, int number) {
        synchronized (loads) {
            Loads known = loads.get(run.token());
            if (known == null) {
                if (loads.size() >= MOST_LAYOUTS) {
                    loads.remove(loads.keySet().iterator().next());
                }
                known = new Loads(PhaseLayout.read(connection, manifest), new HashMap<>());
                loads.put(run.token(), known);
            }
            PhaseLayout layout = known.layout();
            return known.phases()
                    .computeIfAbsent(
                            phase, name -> layout.loads(name, run.identity().serverVersion()))
                    .get(number);
        }
    }

    /** The run's manifest, with the rows that it brings back; throws as {@link #manifest(OpenVault, String, String)}. */
    public Manifest manifest(OpenVault vault, RunTask run) {
        return SelectedRows.of(manifest(vault, run.setId(), run.manifestSha256()), run.selection());
    }

    /**
     * The manifest of this hash; throws what {@link SetReader#authenticate(String, String)} throws. The set is noted as in use
     * before it is read: a clean-up looks for notes once more when it has removed a manifest, so one of the two sees the other.
     */
    public Manifest manifest(OpenVault vault, String setId, String sha256) {
        note(vault, setId);
        synchronized (manifests) {
            Manifest known = manifests.get(sha256);
            if (known != null) {
                return known;
            }
            AuthenticatedSet set = new SetReader(vault).authenticate(setId, sha256);
            if (manifests.size() >= MOST) {
                manifests.remove(manifests.keySet().iterator().next());
            }
            manifests.put(sha256, set.manifest());
            return set.manifest();
        }
    }

    /**
     * Notes in the vault's store that this run needs a set's objects to stay there. Several readers of one set wait for one
     * writing, and nobody else does. A store that keeps silent can take minutes: call it under a heartbeat.
     */
    public void note(OpenVault vault, String setId) {
        Instant now = Instant.now();
        String reader = reader();
        String what = vault.store().describe() + " " + setId + " " + reader + " " + now.truncatedTo(ChronoUnit.DAYS);
        Note note;
        synchronized (notes) {
            if (notes.size() >= MOST_NOTES) {
                notes.clear();
            }
            note = notes.computeIfAbsent(what, any -> new Note());
        }
        note.write(() -> SetUse.note(vault, setId, reader, now));
    }

    /** One note, written once. Thread-safe. */
    private final class Note {
        private boolean written;
        private boolean failed;
        private long failedAt;

        synchronized void write(BooleanSupplier writing) {
            if (written || (failed && nanos.getAsLong() - failedAt < UNTIL_NEXT_TRY.toNanos())) {
                return;
            }
            written = writing.getAsBoolean();
            failed = !written;
            failedAt = nanos.getAsLong();
        }
    }

    /** The run at the top, of whose id those of its children are made; outside Temporal there is none. */
    private static String reader() {
        try {
            String run = Activity.getExecutionContext().getInfo().getWorkflowId();
            return Arrays.stream(run.split("/", -1)).limit(RUN_SEGMENTS).collect(Collectors.joining("/"));
        } catch (IllegalStateException e) {
            return "process";
        }
    }
}

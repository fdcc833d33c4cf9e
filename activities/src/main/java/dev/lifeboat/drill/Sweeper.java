package dev.lifeboat.drill;

import dev.lifeboat.drill.DrillRuns.Fate;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.set.DatabaseRef;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what drills have left behind whose worker and run are gone: databases on a drill server, and folders of this machine with the
 * servers that run in them. It removes only what is provably a drill's: name and mark belong to one run, and that run is closed; or
 * this engine does not know it, it is a day old, and nobody is connected, or nothing in the folder was written to for a day. What has a drill's name and no mark is removed if it holds
 * nothing, which is all that a drill that dies so early can leave, and its name is that of a closed run.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration FORGOTTEN = Duration.ofHours(24);
    private static final Duration LONGEST_MAKING = Duration.ofSeconds(60);

    private final PostgresConnector connector;
    private final DrillRuns runs;
    private final Clock clock;
    private final List<String> removed = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> busy = new ArrayList<>();

    public Sweeper(PostgresConnector connector, DrillRuns runs, Clock clock) {
        this.connector = connector;
        this.runs = runs;
        this.clock = clock;
    }

    /** What was found so far. */
    public SweepReport report() {
        return new SweepReport(removed, kept, busy);
    }

    /** Sweeps a drill server. Throws TARGET_UNREACHABLE, SECRET_MISSING. */
    public Sweeper server(DatabaseRef maintenance) {
        DrillServer server = new DrillServer(connector, maintenance);
        awaitMaking(server);
        // Marks have the time of this server, not that of whoever made or sweeps.
        Instant now = server.now();
        for (DrillServer.Found found : server.found()) {
            String label = "database " + found.name();
            try {
                if (found.mark() != null) {
                    boolean old = isOld(found.mark(), now);
                    boolean used = found.sessions() > 0;
                    settle(
                            label,
                            found.name(),
                            found.mark(),
                            old,
                            used ? "somebody is connected" : null,
                            () -> server.drop(found));
                } else if (found.commented()) {
                    keep(label, "it carries another mark than a drill's");
                } else if (server.holdsSomething(found.name())) {
                    keep(label, "it carries no mark of a drill and is not empty");
                } else {
                    unmarked(label, found.name(), () -> server.drop(found));
                }
            } catch (LifeboatException e) {
                keep(label, String.valueOf(e.getMessage()));
            }
        }
        return this;
    }

    /** Sweeps the folders of drills on this machine. */
    public Sweeper folders(Path drills) {
        DrillFolders folders = new DrillFolders(drills);
        for (DrillFolders.Found found : folders.found()) {
            String label = "folder " + found.place();
            try {
                if (found.mark() != null) {
                    boolean old = isOld(found.mark(), clock.instant());
                    boolean used = DrillFolders.changedAt(found).plus(FORGOTTEN).isAfter(clock.instant());
                    settle(
                            label,
                            found.name(),
                            found.mark(),
                            old,
                            used ? "something in it is not a day old" : null,
                            () -> folders.remove(found));
                } else if (found.empty()) {
                    unmarked(label, found.name(), () -> folders.remove(found));
                } else {
                    keep(label, "it does not say whose it is: an older version made it; remove it by hand");
                }
            } catch (LifeboatException | UncheckedIOException e) {
                keep(label, String.valueOf(e.getMessage()));
            }
        }
        return this;
    }

    private static boolean isOld(DrillMark mark, Instant now) {
        Instant madeAt = mark.madeAt();
        return madeAt != null && !madeAt.plus(FORGOTTEN).isAfter(now);
    }

    /**
     * Removes it, or says why not.
     *
     * @param use why it may be in use though its run is not known; null: nothing speaks for it
     */
    private void settle(
            String label, String name, DrillMark mark, boolean old, @Nullable String use, Runnable removal) {
        if (!mark.isOf(name)) {
            keep(label, "its mark names another run, " + mark.run());
            return;
        }
        Fate fate = runs.fate(mark.run());
        if (fate == Fate.OPEN) {
            leave(label, "its run " + mark.run() + " is not over, or the engine does not say so");
        } else if (fate == Fate.UNKNOWN && mark.madeAt() == null) {
            keep(label, "this engine does not know its run " + mark.run() + ", and nobody knows how old it is");
        } else if (fate == Fate.UNKNOWN && (!old || use != null)) {
            leave(
                    label,
                    "this engine does not know its run " + mark.run() + ", and " + (old ? use : "it is not a day old"));
        } else {
            removal.run();
            removed(label, mark.run());
        }
    }

    private void unmarked(String label, String name, Runnable removal) {
        String run = runs.closedRunOf(name);
        if (run == null) {
            keep(label, "it is empty and carries no mark, and no closed run is known that it belongs to");
            return;
        }
        removal.run();
        removed(label, run);
    }

    private void removed(String label, String run) {
        removed.add(label + " of " + run);
        LOG.info("event=drill-swept what=\"{}\" run={}", label, run);
    }

    private void keep(String label, String reason) {
        kept.add(label + ": " + reason);
        LOG.info("event=drill-kept what=\"{}\" reason=\"{}\"", label, reason);
    }

    private void leave(String label, String reason) {
        busy.add(label + ": " + reason);
        LOG.info("event=drill-left what=\"{}\" reason=\"{}\"", label, reason);
    }

    /** A server goes on with what it was asked for, though the client was killed: what appears later would be missed. */
    private static void awaitMaking(DrillServer server) {
        long deadline = System.nanoTime() + LONGEST_MAKING.toNanos();
        while (server.making() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}

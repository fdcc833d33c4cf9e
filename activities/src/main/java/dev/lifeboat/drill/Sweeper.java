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
 * no engine knows it any more, it is a day old, and nobody is connected. What has a drill's name and no mark is removed if it holds
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

    public Sweeper(PostgresConnector connector, DrillRuns runs, Clock clock) {
        this.connector = connector;
        this.runs = runs;
        this.clock = clock;
    }

    /** What was found so far. */
    public SweepReport report() {
        return new SweepReport(removed, kept);
    }

    /** Sweeps a drill server. Throws TARGET_UNREACHABLE, SECRET_MISSING. */
    public Sweeper server(DatabaseRef maintenance) {
        DrillServer server = new DrillServer(connector, maintenance);
        awaitMaking(server);
        for (DrillServer.Found found : server.found()) {
            String label = "database " + found.name();
            try {
                if (found.mark() != null) {
                    String reason = reason(found.name(), found.mark(), found.sessions());
                    settle(label, found.mark(), reason, () -> server.drop(found));
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
                    settle(label, found.mark(), reason(found.name(), found.mark(), 0), () -> folders.remove(found));
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

    /** Why it stays; null: it goes. */
    private @Nullable String reason(String name, DrillMark mark, int sessions) {
        if (!mark.isOf(name)) {
            return "its mark names another run, " + mark.run();
        }
        Fate fate = runs.fate(mark.run());
        if (fate == Fate.OPEN) {
            return "its run " + mark.run() + " is not over, or the engine does not say so";
        }
        Instant madeAt = mark.madeAt();
        if (fate == Fate.UNKNOWN
                && (madeAt == null || madeAt.plus(FORGOTTEN).isAfter(clock.instant()) || sessions > 0)) {
            return "this engine does not know its run " + mark.run()
                    + (sessions > 0 ? ", and somebody is connected" : ", and it is not a day old");
        }
        return null;
    }

    private void settle(String label, DrillMark mark, @Nullable String reason, Runnable removal) {
        if (reason != null) {
            keep(label, reason);
            return;
        }
        removal.run();
        removed(label, mark.run());
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

    /** A server goes on with what it was asked for, though the client was killed: what appears later would be missed. */
    private static void awaitMaking(DrillServer server) {
        long deadline = System.nanoTime() + LONGEST_MAKING.toNanos();
        while (server.making() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}

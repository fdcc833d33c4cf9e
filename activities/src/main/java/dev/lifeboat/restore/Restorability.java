package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.set.DatabaseRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What would stand in the way of restoring a set into the target that a runbook declares. Thread-safe. */
public final class Restorability {
    private final TargetConnections connections;

    public Restorability(TargetConnections connections) {
        this.connections = connections;
    }

    /**
     * By name, in words; empty: nothing. A target that cannot be reached is one of them: the backup is taken nonetheless.
     *
     * @param target a reference
     * @param quota how much the databases of the target's server may hold together; null: nobody said
     */
    public List<String> of(Manifest manifest, String target, @Nullable ByteCount quota) {
        try (Closing session = new Closing(connections.openUnclaimed(DatabaseRef.of(target)))) {
            TargetFitness fitness = new TargetFitness(session.connection(), manifest, Rights.ALL);
            List<String> problems = new ArrayList<>(fitness.blockers(TargetConnections.identify(session.connection())));
            problems.addAll(fitness.warnings());
            problems.addAll(new TargetRoom(session.connection(), manifest, quota).warnings());
            return problems.stream().map(problem -> "in the target: " + problem).toList();
        } catch (LifeboatException e) {
            return List.of("the runbook's target could not be looked at: " + e.getMessage());
        }
    }
}

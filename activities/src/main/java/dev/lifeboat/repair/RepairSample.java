package dev.lifeboat.repair;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.restore.Closing;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.set.DatabaseRef;
import java.util.ArrayList;
import java.util.List;

/**
 * Some of the rows that a repair would touch, by primary key, for the person who decides: read from the target itself, since rows
 * stand in no history, log or report.
 */
public final class RepairSample {
    private static final int OF_EACH_KIND = 3;

    private final TargetConnections connections;

    public RepairSample(TargetConnections connections) {
        this.connections = connections;
    }

    /** Lines such as {@code missing public.users id = '5'}; throws what reading set and target throws. */
    public List<String> read(OpenVault vault, String set, DatabaseRef target, List<String> tables) {
        Manifest manifest = new SetReader(vault).authenticate(set).manifest();
        List<String> lines = new ArrayList<>();
        try (Closing session = new Closing(connections.openUnclaimed(target))) {
            for (RepairedTable table : new RepairedTables(session.connection(), manifest).find(tables, false)) {
                for (RepairedTable.Sample sample : table.samples(OF_EACH_KIND)) {
                    Sql.strings(session.connection(), sample.query())
                            .forEach(key -> lines.add(sample.kind() + " " + table.label() + " " + key));
                }
            }
        }
        return lines;
    }
}

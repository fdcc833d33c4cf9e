package dev.lifeboat.bench;

import dev.lifeboat.demo.SampleData;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A backup of the demo's database with 1,000 rows that nobody uses: what is left when there is nothing to copy. */
final class IdleBench {
    private static final long ROWS = 1_000;
    private static final long SEED = 42;
    private static final List<String> ROLES = List.of("app_user", "app_admin");

    private IdleBench() {}

    /** As many backups as there are rounds. The sample's roles are dropped again if they were not there before. */
    static List<OurRun> run(BenchServer server, Lifeboat lifeboat, Workspace workspace, int rounds)
            throws IOException, SQLException {
        List<String> strangers = new ArrayList<>();
        for (String role : ROLES) {
            if (server.text("SELECT count(*) FROM pg_roles WHERE rolname = '" + role + "'")
                    .equals("0")) {
                strangers.add(role);
            }
        }
        server.ownRoles(strangers);
        server.create(Runbooks.IDLE);
        try (Connection connection = server.connect(Runbooks.IDLE)) {
            SampleData.createSchema(connection);
            SampleData.fill(connection, ROWS, SEED);
        }
        Runbooks.write(workspace.folder(), Runbooks.IDLE, List.of());
        List<OurRun> runs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            runs.add(lifeboat.backup(Runbooks.IDLE));
        }
        server.drop(Runbooks.IDLE);
        return runs;
    }
}

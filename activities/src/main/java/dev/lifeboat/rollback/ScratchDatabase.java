package dev.lifeboat.rollback;

import dev.lifeboat.restore.Closing;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.restore.TargetNames;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.util.List;

/** A database on the target's server for the time of a rehearsal: encoding and locale are the target's. Close it to drop it. */
final class ScratchDatabase implements AutoCloseable {
    private static final String PREFIX = "lifeboat_rehearsal_";

    private final TargetConnections connections;
    private final DatabaseRef server;
    private final DatabaseRef reference;
    private final String name;

    private ScratchDatabase(TargetConnections connections, DatabaseRef server, DatabaseRef reference, String name) {
        this.connections = connections;
        this.server = server;
        this.reference = reference;
        this.name = name;
    }

    /**
     * Makes it, in place of one that an earlier try left. Throws STATEMENT_FAILED if the role may not create databases.
     *
     * @param run a name for this run, of letters and digits
     */
    static ScratchDatabase create(TargetConnections connections, DatabaseRef target, String run, String use) {
        String name = PREFIX + run + "_" + use;
        try (Closing session = new Closing(connections.openUnclaimed(target))) {
            Connection connection = session.connection();
            String quoted = TargetNames.quote(connection, name);
            Sql.execute(connection, "DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
            List<String> options = Sql.strings(connection, """
                    SELECT format(' ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype)
                        || CASE WHEN to_jsonb(d) ->> 'datlocprovider' = 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L',
                            coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale')) ELSE '' END
                    FROM pg_database d WHERE datname = current_database()""");
            Sql.execute(connection, "CREATE DATABASE " + quoted + " TEMPLATE template0" + options.get(0));
        }
        return new ScratchDatabase(connections, target, new DatabaseRef(target.url(), name), name);
    }

    DatabaseRef reference() {
        return reference;
    }

    /** A session in it; the caller closes it. */
    Closing open() {
        return new Closing(connections.openUnclaimed(reference));
    }

    @Override
    public void close() {
        try (Closing session = new Closing(connections.openUnclaimed(server))) {
            Connection connection = session.connection();
            Sql.execute(connection, "DROP DATABASE IF EXISTS " + TargetNames.quote(connection, name) + " WITH (FORCE)");
        }
    }
}

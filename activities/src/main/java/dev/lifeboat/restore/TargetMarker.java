package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.ALREADY_RUNNING;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.PhaseLayout.PhaseTables;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Schema {@code _lifeboat_restore} in a target: which run owns it, how its tables are laid out over the phases, what has
 * been made and loaded. It is recognised by the value in its {@code run} row, not by its name. No record that matters
 * after the run lives here.
 *
 * @param runId the workflow that took the target
 * @param execution one start of that workflow: a new start has the same id but another execution
 * @param openedPhases in order
 * @param begunAt when the first run of those that had it began
 * @param putAside what the database with data is called now that was in its place; null: there was none
 */
record TargetMarker(
        String runId,
        String execution,
        String setId,
        String manifestSha256,
        String token,
        List<String> openedPhases,
        Instant begunAt,
        @Nullable String putAside) {
    /** What the {@code marker} column says in a schema of ours. */
    static final String MARKER = "dev.lifeboat/restore/1";

    private static final long LOCK = 0x6c69_6665_626f_6174L;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String SCHEMA = """
            CREATE SCHEMA _lifeboat_restore;
            REVOKE ALL ON SCHEMA _lifeboat_restore FROM PUBLIC;
            CREATE TABLE _lifeboat_restore.run (
                run_id text NOT NULL, set_id text NOT NULL, manifest_sha256 text NOT NULL, token text NOT NULL,
                marker text NOT NULL, started_at timestamptz NOT NULL DEFAULT now(), execution text NOT NULL,
                put_aside text, only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one));
            CREATE TABLE _lifeboat_restore.phase (
                name text PRIMARY KEY, position int NOT NULL UNIQUE, opened_at timestamptz, closed_at timestamptz);
            CREATE TABLE _lifeboat_restore.relation (
                source_oid bigint PRIMARY KEY, phase text NOT NULL REFERENCES _lifeboat_restore.phase,
                position int NOT NULL, schema_name text NOT NULL, table_name text NOT NULL,
                UNIQUE (phase, position), UNIQUE (schema_name, table_name));
            CREATE TABLE _lifeboat_restore.ledger (
                phase text NOT NULL, part int NOT NULL, object text PRIMARY KEY, rows bigint NOT NULL,
                bytes bigint NOT NULL, loaded_at timestamptz NOT NULL DEFAULT now());
            CREATE TABLE _lifeboat_restore.read_back (
                source_oid bigint PRIMARY KEY, rows bigint NOT NULL, hash text NOT NULL,
                read_at timestamptz NOT NULL DEFAULT now());
            -- Entries of the schema archive that exist by now; written in the transaction that makes them.
            CREATE TABLE _lifeboat_restore.entry (
                dump_id int PRIMARY KEY, made_at timestamptz NOT NULL DEFAULT now(), opened_at timestamptz);
            -- Steps that leave no object of their own, such as setting a phase's sequences.
            CREATE TABLE _lifeboat_restore.step (
                phase text, name text, done_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (phase, name));
            -- Statements that bring the target's own default privileges back, should the run start over.
            CREATE TABLE _lifeboat_restore.undo (position int PRIMARY KEY, statement text NOT NULL);
            -- Check constraints that read other tables: taken off until those are loaded.
            CREATE TABLE _lifeboat_restore.late_check (
                number serial, owner text, relation oid NOT NULL, name text, definition text NOT NULL, comment text,
                reads int NOT NULL, added_at timestamptz, validated_at timestamptz, PRIMARY KEY (owner, name));
            -- Grants taken from security-definer functions until what they read is open.
            CREATE TABLE _lifeboat_restore.withheld (
                function oid PRIMARY KEY, release text[] NOT NULL)""";

    TargetMarker {
        openedPhases = List.copyOf(openedPhases);
    }

    /** The marker in this target, or nothing if no run of Lifeboat holds it. */
    static Optional<TargetMarker> find(Connection connection) {
        if (!Sql.holds(connection, """
                SELECT count(*) = 2 FROM pg_attribute
                WHERE attrelid = to_regclass('_lifeboat_restore.run') AND attname IN ('marker', 'execution')""")) {
            return Optional.empty();
        }
        return Sql.query(
                        connection,
                        """
                        SELECT run_id, execution, set_id, manifest_sha256, token,
                               ARRAY(SELECT name FROM _lifeboat_restore.phase WHERE opened_at IS NOT NULL ORDER BY position),
                               started_at, to_jsonb(r) ->> 'put_aside'
                        FROM _lifeboat_restore.run r WHERE marker = ?""",
                        row -> new TargetMarker(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                List.of((String[]) row.getArray(6).getArray()),
                                row.getTimestamp(7).toInstant(),
                                row.getString(8)),
                        MARKER)
                .stream()
                .findFirst();
    }

    /**
     * Keeps other runs from taking this target until the caller closes the connection. Throws ALREADY_RUNNING at once when
     * another run is just taking it.
     */
    static void lock(Connection connection) {
        if (!Sql.holds(connection, "SELECT pg_try_advisory_lock(?)", LOCK)) {
            throw new LifeboatException(ALREADY_RUNNING, "another run is taking this target at this moment");
        }
    }

    /** Makes the schema for a new run; call it under {@link #lock} in a target without a marker. */
    static TargetMarker create(
            Connection connection,
            String runId,
            String execution,
            String setId,
            String manifestSha256,
            PhaseLayout layout,
            Instant startedAt,
            @Nullable String putAside) {
        // First of all: the target's default privileges could hand the token itself to an application.
        List<String> undo = DefaultPrivileges.neutralise(connection);
        Sql.execute(connection, SCHEMA);
        TargetLargeObjects.install(connection);
        TargetObjects.install(connection);
        Fences.install(connection);
        Guards.install(connection);
        for (int position = 0; position < undo.size(); position++) {
            Sql.execute(connection, "INSERT INTO _lifeboat_restore.undo VALUES (?, ?)", position, undo.get(position));
        }
        String token = newToken();
        Sql.execute(
                connection,
                """
                INSERT INTO _lifeboat_restore.run (run_id, execution, set_id, manifest_sha256, token, marker, put_aside, started_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz)""",
                runId,
                execution,
                setId,
                manifestSha256,
                token,
                MARKER,
                putAside,
                startedAt.toString());
        writeLayout(connection, layout);
        return new TargetMarker(runId, execution, setId, manifestSha256, token, List.of(), startedAt, putAside);
    }

    /**
     * Hands the target to another execution with a new token: waits for transactions that hold the old one, and stops all
     * later ones.
     */
    TargetMarker takeOver(Connection connection, String newRunId, String newExecution) {
        String newToken = newToken();
        Sql.execute(
                connection,
                "UPDATE _lifeboat_restore.run SET run_id = ?, execution = ?, token = ?",
                newRunId,
                newExecution,
                newToken);
        return new TargetMarker(
                newRunId, newExecution, setId, manifestSha256, newToken, openedPhases, begunAt, putAside);
    }

    private static void writeLayout(Connection connection, PhaseLayout layout) {
        for (int position = 0; position < layout.phases().size(); position++) {
            PhaseTables phase = layout.phases().get(position);
            Sql.execute(
                    connection,
                    "INSERT INTO _lifeboat_restore.phase (name, position) VALUES (?, ?)",
                    phase.name(),
                    position);
            for (int index = 0; index < phase.tables().size(); index++) {
                Sql.execute(
                        connection,
                        "INSERT INTO _lifeboat_restore.relation VALUES (?, ?, ?, ?, ?)",
                        phase.tables().get(index).oid(),
                        phase.name(),
                        index,
                        phase.tables().get(index).schema(),
                        phase.tables().get(index).name());
            }
        }
    }

    private static String newToken() {
        byte[] token = new byte[16];
        RANDOM.nextBytes(token);
        return HexFormat.of().formatHex(token);
    }
}

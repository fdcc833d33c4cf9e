package dev.lifeboat.drill;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.gate.CopyExamination;
import dev.lifeboat.gate.CopyExamination.PhaseChecks;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.restore.PhaseLayout;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.MutationKind;
import dev.lifeboat.runbook.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damages a drill's own copy in known ways and sees who notices. Each damage is done and examined in one transaction, whose first
 * statement asks whether this database carries the drill's mark, and which is always rolled back. Not thread-safe.
 */
final class Mutating {
    private static final Logger LOG = LoggerFactory.getLogger(Mutating.class);
    /** A larger table would take longer than it is worth: the same checks look at a smaller one. */
    private static final long MOST_ROWS = 2_000_000;

    private static final Duration LONGEST = Duration.ofMinutes(30);
    /** Begins the names of the runbook's own checks. */
    private static final String OWN = "sql: ";

    private static final Set<String> BY_THE_SET = Set.of("rows", "content");
    /** A key that was dropped so that rows could stand twice is missed, too: that says nothing of the rows. */
    private static final Set<String> BY_THE_SET_OR_ITS_KEYS = Set.of("rows", "content", "structure", "foreign-keys");

    /** Of such a table a set holds its user's rows only, and a damage may hit the others. */
    private static final String OF_EXTENSIONS = """
            SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_class c ON c.oid = d.objid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e'""";

    private final Connection connection;
    private final String run;
    private final Manifest manifest;
    private final List<Phase> phases;
    private final PhaseLayout layout;
    private final CopyExamination examination;
    private final RowDamages rows;
    private final StructureDamages structure;
    private final Clock clock;
    private final List<Mutation> tried = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    /** The runbook's own checks that turned red by themselves. */
    private final Set<String> unsteady = new HashSet<>();

    /** @param run whose mark the database must carry */
    Mutating(
            Connection connection,
            String run,
            Manifest manifest,
            List<Phase> phases,
            Heartbeat heartbeat,
            Clock clock) {
        this.connection = connection;
        this.run = run;
        this.manifest = manifest;
        this.phases = List.copyOf(phases);
        this.examination = new CopyExamination(connection, manifest, phases, heartbeat);
        this.layout = examination.layout();
        this.rows = new RowDamages(connection, manifest);
        this.structure = new StructureDamages(connection, manifest);
        this.clock = clock;
    }

    /** Tries these kinds. Throws TARGET_CHANGED where the database is not the drill's. */
    MutationReport tryOut(List<MutationKind> kinds) {
        Instant until = clock.instant().plus(LONGEST);
        try {
            connection.setAutoCommit(false);
            // A check that fails with an error must not end the transaction for those behind it.
            connection.unwrap(PGConnection.class).setAutosave(AutoSave.ALWAYS);
            Set<String> red = undamaged();
            if (!red.isEmpty()) {
                skipped.add("nothing was tried: red on the undamaged copy already: " + String.join(", ", red));
                return report();
            }
            for (MutationKind kind : kinds) {
                for (Damage damage : damages(kind)) {
                    if (clock.instant().isAfter(until)) {
                        skipped.add(kind.wireName() + " " + damage.object() + ": no time was left");
                    } else {
                        tryOut(damage);
                    }
                }
            }
            return report();
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    private MutationReport report() {
        return new MutationReport(tried, skipped, List.of(), List.of());
    }

    private Set<String> undamaged() throws SQLException {
        try {
            requireMark();
            return failed(examination.examine());
        } finally {
            connection.rollback();
        }
    }

    /** One table a phase, by name, so that drills can be compared. */
    private List<Damage> damages(MutationKind kind) throws SQLException {
        List<Damage> damages = new ArrayList<>(structure.ofNone(kind));
        List<String> extensions = Sql.strings(connection, OF_EXTENSIONS);
        for (PhaseLayout.PhaseTables phase : layout.phases()) {
            phase.tables().stream()
                    .filter(table -> fits(table) && !extensions.contains(table.qualifiedName()))
                    .sorted(Comparator.comparing(TableInfo::qualifiedName))
                    .map(table -> kind.ofRows() ? rows.of(kind, table) : structure.of(kind, table))
                    .filter(found -> !found.isEmpty())
                    .findFirst()
                    .ifPresent(damages::addAll);
        }
        connection.rollback();
        return damages;
    }

    private static boolean fits(TableInfo table) {
        return table.rows() <= MOST_ROWS
                && table.through() == null
                && table.extent() == Extent.WHOLE
                && !LargeObjects.contains(table);
    }

    private void tryOut(Damage damage) throws SQLException {
        List<String> standing = List.of();
        Set<String> red;
        try {
            requireMark();
            standing = sequencesOf(damage);
            String hindrance = done(damage);
            if (hindrance != null) {
                skipped.add(damage.kind().wireName() + " " + damage.object() + ": " + hindrance);
                return;
            }
            red = failed(examination.examine(new HashSet<>(damage.touched())));
        } finally {
            connection.rollback();
            for (String setval : standing) {
                Sql.query(connection, setval, row -> row.getLong(1));
            }
            connection.commit();
        }
        record(damage, steady(red));
    }

    private void record(Damage damage, Set<String> by) {
        boolean withoutSet = by.stream()
                .anyMatch(name -> !(damage.kind().ofRows() ? BY_THE_SET_OR_ITS_KEYS : BY_THE_SET).contains(name));
        boolean advised = damage.kind().ofRows() ? !withoutSet : by.isEmpty();
        tried.add(new Mutation(
                damage.kind(),
                phaseOf(damage.table()),
                damage.object(),
                by.stream().sorted().toList(),
                withoutSet,
                advised ? damage.advice() : null));
        LOG.info("event=gate-tried damage={} caught={}", damage.kind().wireName(), !by.isEmpty());
    }

    /** Time passes, and some checks look at the clock: one that is red without any damage by now has noticed none. */
    private Set<String> steady(Set<String> red) throws SQLException {
        for (Phase phase : phases) {
            for (Check check : phase.gate()) {
                String name = OWN + check.name();
                if (check.sql() != null
                        && red.contains(name)
                        && !unsteady.contains(name)
                        && !CopyExamination.ask(connection, check).passed()) {
                    unsteady.add(name);
                    skipped.add("the check \"" + check.name()
                            + "\" counts for nothing any more: it is red on the undamaged copy by now");
                }
            }
        }
        connection.rollback();
        Set<String> steady = new HashSet<>(red);
        steady.removeAll(unsteady);
        return steady;
    }

    /** Numbers that were given out stay given out when a transaction is rolled back: these statements take them back. */
    private List<String> sequencesOf(Damage damage) {
        TableInfo table = damage.table();
        List<String> statements = new ArrayList<>();
        if (table != null && damage.kind() == MutationKind.ROWS_DUPLICATED) {
            for (SequenceInfo sequence : manifest.sequences()) {
                if (sequence.ownerTable() == table.oid()) {
                    String name = CopyNames.of(connection, sequence.schema(), sequence.name());
                    statements.addAll(Sql.strings(
                            connection,
                            "SELECT pg_catalog.format('SELECT pg_catalog.setval(%L, %s, %L)', ?::text, last_value, is_called) FROM "
                                    + name,
                            name));
                }
            }
        }
        return statements;
    }

    /** Null: it is done. */
    private @Nullable String done(Damage damage) throws SQLException {
        // Neither triggers nor foreign keys act on what the application would never do, nor event triggers on its
        // definitions.
        String reason = attempt(List.of("SET LOCAL session_replication_role = replica"), false);
        if (reason != null && damage.kind().ofRows()) {
            return "it takes a superuser: " + reason;
        }
        for (List<String> statements : damage.attempts()) {
            reason = attempt(statements, damage.kind().ofRows());
            if (reason == null) {
                return null;
            }
        }
        return reason;
    }

    private @Nullable String attempt(List<String> statements, boolean mustTouchRows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            int touched = 0;
            for (String statement : statements) {
                touched = Sql.execute(connection, statement);
            }
            if (mustTouchRows && touched == 0) {
                connection.rollback(before);
                return "there is no row that it fits";
            }
            return null;
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.STATEMENT_FAILED) {
                throw e;
            }
            connection.rollback(before);
            return String.valueOf(e.getMessage());
        }
    }

    /** Kinds of the checks that are red, and the names of the runbook's own. One that got no answer in time has noticed nothing. */
    private static Set<String> failed(List<PhaseChecks> phases) {
        Set<String> names = new HashSet<>();
        for (PhaseChecks phase : phases) {
            for (GateCheck check : phase.checks()) {
                if (!check.passed() && !CopyExamination.ranOutOfTime(check)) {
                    names.add(check.kind().equals("sql") ? OWN + check.name() : check.kind());
                }
            }
        }
        return names;
    }

    private @Nullable String phaseOf(@Nullable TableInfo table) {
        return table == null
                ? null
                : layout.phases().get(layout.positionOf(table.oid())).name();
    }

    private void requireMark() {
        String comment =
                Sql.query(connection, """
                        SELECT pg_catalog.shobj_description(d.oid, 'pg_database') FROM pg_catalog.pg_database d
                        WHERE d.datname = pg_catalog.current_database() AND d.datname = ?""", row -> String.valueOf(row.getString(1)), DrillMark.name(run)).stream()
                        .findFirst()
                        .orElse(null);
        DrillMark mark = DrillMark.read(comment);
        if (mark == null || !mark.run().equals(run)) {
            throw new LifeboatException(
                    ErrorCode.TARGET_CHANGED,
                    "this database does not carry the mark of the drill " + run + ": nothing is damaged in it");
        }
    }
}

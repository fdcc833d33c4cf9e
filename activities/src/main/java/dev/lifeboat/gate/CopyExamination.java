package dev.lifeboat.gate;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.PhaseLayout;
import dev.lifeboat.restore.ReadBack;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.postgresql.util.PSQLState;

/**
 * The data gates of a finished copy of a set, phase by phase: the checks of {@link GateActivitiesImpl}, but for rows, which it reads
 * itself: a copy that is done, or that was made without Lifeboat, has no notes of them. Asks no HTTP service. Works in the caller's
 * transaction, if there is one. Not thread-safe.
 */
public final class CopyExamination {
    private final Connection connection;
    private final Manifest manifest;
    private final List<Phase> phases;
    private final PhaseLayout layout;
    private final Heartbeat heartbeat;
    private final RunbookChecks runbookChecks = new RunbookChecks();
    /** Rows and content of the whole copy, as it was found. */
    private final Map<Long, List<String>> found = new HashMap<>();

    /** The checks of one phase. */
    public record PhaseChecks(String phase, List<GateCheck> checks) {
        public PhaseChecks {
            checks = List.copyOf(checks);
        }
    }

    /** @param phases of the runbook, with their checks */
    public CopyExamination(Connection connection, Manifest manifest, List<Phase> phases, Heartbeat heartbeat) {
        this.connection = connection;
        this.manifest = manifest;
        this.phases = List.copyOf(phases);
        this.layout = PhaseLayout.of(manifest, phases);
        this.heartbeat = heartbeat;
    }

    /** The phases as they are laid out over the set's tables. */
    public PhaseLayout layout() {
        return layout;
    }

    /** All checks of all phases, over rows that are read anew. */
    public List<PhaseChecks> examine() {
        found.clear();
        return examine(oid -> true, oid -> true, found);
    }

    /**
     * The checks that concern these tables, whose rows are read anew, and all of the runbook's own; other tables have the rows that
     * {@link #examine()} found.
     *
     * @param touched their OIDs in the source; empty: no table's rows, but what stands around any table may be
     */
    public List<PhaseChecks> examine(Set<Long> touched) {
        return examine(touched::contains, oid -> touched.isEmpty() || touched.contains(oid), new HashMap<>(found));
    }

    private List<PhaseChecks> examine(LongPredicate reread, LongPredicate concerned, Map<Long, List<String>> read) {
        List<PhaseChecks> results = new ArrayList<>();
        for (PhaseLayout.PhaseTables phase : layout.phases()) {
            phase.tables().stream().filter(table -> reread.test(table.oid())).forEach(table -> read(table, read));
            TargetChecks target = new TargetChecks(connection, manifest, layout, phase.name(), concerned);
            List<GateCheck> checks = new ArrayList<>(target.content(read));
            checks.addAll(target.foreignKeys());
            checks.addAll(target.sequences());
            checks.addAll(target.structure());
            own(phase.name()).forEach(check -> checks.add(runbookChecks.sql(connection, check)));
            heartbeat.moved(0, 0);
            results.add(new PhaseChecks(phase.name(), checks));
        }
        return results;
    }

    /** One of the runbook's own checks with SQL. */
    public static GateCheck ask(Connection connection, Check check) {
        return new RunbookChecks().sql(connection, check);
    }

    /** Whether a check was cut off by its time limit: the server was busy, and nothing is known. */
    public static boolean ranOutOfTime(GateCheck check) {
        String detail = check.detail();
        return detail != null && detail.endsWith(" " + PSQLState.QUERY_CANCELED.getState());
    }

    private List<Check> own(String phase) {
        return phases.stream()
                .filter(known -> known.name().equals(phase))
                .flatMap(known -> known.gate().stream())
                .filter(check -> check.sql() != null)
                .toList();
    }

    /**
     * A table that cannot be read is not as it should be: it stays "not read", which no check takes for its rows. A connection that is
     * lost tells nothing of any table.
     */
    private void read(TableInfo table, Map<Long, List<String>> read) {
        read.remove(table.oid());
        try {
            Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
            try {
                RowHash hash = ReadBack.hash(connection, table, heartbeat);
                read.put(table.oid(), List.of(String.valueOf(hash.rows()), hash.hex()));
            } finally {
                if (before != null) {
                    connection.rollback(before);
                }
            }
        } catch (SQLException e) {
            unread(Sql.failure(e));
        } catch (LifeboatException e) {
            unread(e);
        }
    }

    private void unread(LifeboatException failure) {
        heartbeat.check();
        if (failure.code() != ErrorCode.STATEMENT_FAILED) {
            throw failure;
        }
    }
}

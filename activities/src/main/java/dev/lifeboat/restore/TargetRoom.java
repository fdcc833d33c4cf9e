package dev.lifeboat.restore;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ByteCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a target has room for a set. PostgreSQL tells nobody how much there is: it is known where the runbook says how much the
 * server may hold, and where the server's files lie on a disk of this machine. Elsewhere nothing is said. Looks only.
 */
final class TargetRoom {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRoom.class);

    private final Connection connection;
    private final Manifest manifest;
    private final @Nullable ByteCount quota;

    /** @param quota how much the databases of the server may hold together; null: nobody said */
    TargetRoom(Connection connection, Manifest manifest, @Nullable ByteCount quota) {
        this.connection = connection;
        this.manifest = manifest;
        this.quota = quota;
    }

    /** No more than warnings: a set's size as restored is never known to the byte. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        try {
            long needed = Math.max(0, size() - restored());
            String need = "room: the set needs " + (measured() ? "about " : "at least ") + new ByteCount(needed).human()
                    + " as restored" + (measured() ? "" : ", without indexes");
            if (quota != null) {
                long held = held();
                if (held > quota.bytes() - needed) {
                    warnings.add(need + ", the target's databases hold " + new ByteCount(held).human() + " of "
                            + quota.human() + " (health.quota.target)");
                }
            }
            OptionalLong free = free();
            if (free.isPresent() && free.getAsLong() < needed) {
                warnings.add(need + ", the target's disk has " + new ByteCount(free.getAsLong()).human() + " free");
            }
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.TARGET_UNREACHABLE) {
                throw e;
            }
            LOG.warn("event=target-room-not-known reason=\"{}\"", e.getMessage());
        }
        return warnings;
    }

    /** Whether the source said how much takes what comes back: it did of the whole database, and of nothing else. */
    private boolean measured() {
        return manifest.source().databaseBytes() != null
                && manifest.content().holdsEverything()
                && manifest.tables().stream().allMatch(table -> table.extent() == Extent.WHOLE);
    }

    private long size() {
        Long database = manifest.source().databaseBytes();
        return database != null && measured() ? database : manifest.bytes();
    }

    /** What a run that has not ended made here already. */
    private long restored() {
        return TargetMarker.find(connection).isPresent() ? number("SELECT pg_database_size(current_database())") : 0;
    }

    /** What all databases take that this role may ask about; what is put aside for a restore stays among them. */
    private long held() {
        return number("""
                SELECT sum(pg_database_size(oid))::bigint FROM pg_database
                WHERE has_database_privilege(oid, 'CONNECT') OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')""");
    }

    /** Of the disk that the database's files lie on, if it is this machine's and the role may know where they lie. */
    private OptionalLong free() {
        // Asked by itself: a statement that names the function is refused before any condition of it is looked at.
        if (!Sql.holds(connection, "SELECT has_function_privilege('pg_stat_file(text, boolean)', 'EXECUTE')")) {
            return OptionalLong.empty();
        }
        return Sql.query(connection, """
                        SELECT folder, extract(epoch FROM (pg_stat_file(folder, true)).modification)::bigint
                        FROM (SELECT coalesce(nullif(pg_tablespace_location(d.dattablespace), ''), s.setting) AS folder
                              FROM pg_database d, pg_settings s
                              WHERE d.datname = current_database() AND s.name = 'data_directory') f""", row -> free(Path.of(row.getString(1)), row.getLong(2))).stream()
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /**
     * Of a server elsewhere, behind a tunnel or in a container, the same path may be another server's folder here: it is the
     * same one only if it changed in the same second, which each start of a server sees to.
     *
     * @param changed by the server's word, in seconds since 1970
     */
    static OptionalLong free(Path folder, long changed) {
        try {
            return Files.isDirectory(folder)
                            && Files.getLastModifiedTime(folder).to(TimeUnit.SECONDS) == changed
                    ? OptionalLong.of(Files.getFileStore(folder).getUsableSpace())
                    : OptionalLong.empty();
        } catch (IOException e) {
            LOG.warn("event=target-room-not-known reason=\"{}\"", e.getMessage());
            return OptionalLong.empty();
        }
    }

    private long number(String sql) {
        return Sql.query(connection, sql, row -> row.getLong(1)).get(0);
    }
}

package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.TARGET_CHANGED;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a database with data aside under another name and makes an empty one like it. Never drops. A repeat after a crash goes
 * on where the first try stopped: the old database is known by its OID, whatever its name is by then.
 */
final class BreakGlass {
    private static final Logger LOG = LoggerFactory.getLogger(BreakGlass.class);
    private static final long LONGEST_GOODBYE_MILLIS = 10_000;

    private final TargetConnections connections;
    private final RestoreRequest request;
    private final TargetIdentity planned;

    BreakGlass(TargetConnections connections, RestoreRequest request, TargetIdentity planned) {
        this.connections = connections;
        this.request = request;
        this.planned = planned;
    }

    /** What the old database is called now. Null: nothing was done, to an empty one or one that this request resumes or starts over. */
    @Nullable
    String renameAside(Instant now) {
        String name = planned.database();
        try (Closing session = new Closing(
                connections.openUnclaimed(new DatabaseRef(request.target().url(), "postgres")))) {
            Connection connection = session.connection();
            List<String> names = Sql.strings(
                    connection, "SELECT datname FROM pg_database WHERE oid = ?::bigint::oid", planned.databaseOid());
            if (names.isEmpty()) {
                throw new LifeboatException(TARGET_CHANGED, "database " + name + " has been dropped since the plan");
            }
            boolean still = names.get(0).equals(name);
            if (still && !holdsData(connection)) {
                return null;
            }
            String aside = still
                    ? name + "_before_"
                            + DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT)
                                    .format(now.atZone(ZoneOffset.UTC))
                    : names.get(0);
            if (still) {
                putAside(connection, name, aside);
            }
            if (!Sql.holds(connection, "SELECT true FROM pg_database WHERE datname = ?", name)) {
                create(connection, name);
            }
            return aside;
        }
    }

    /** Asked inside the database, unless an earlier try has closed it already: then it did hold data. */
    private boolean holdsData(Connection connection) {
        if (!Sql.holds(
                connection, "SELECT datallowconn FROM pg_database WHERE oid = ?::bigint::oid", planned.databaseOid())) {
            return true;
        }
        try (Closing inside = new Closing(connections.openUnclaimed(request.target()))) {
            if (TargetMarker.find(inside.connection()).isPresent()) {
                return !request.resume() && !request.startOver();
            }
            return !TargetObjects.content(inside.connection()).isEmpty();
        }
    }

    /** Nobody may come back between the last goodbye and the rename; the old name returns if the rename fails. */
    private void putAside(Connection connection, String name, String aside) {
        String quoted = TargetNames.quote(connection, name);
        Sql.execute(connection, "ALTER DATABASE " + quoted + " ALLOW_CONNECTIONS false");
        try {
            Sql.query(
                    connection,
                    "SELECT pg_terminate_backend(pid, ?) FROM pg_stat_activity WHERE datname = ? AND pid <> pg_backend_pid()",
                    row -> row.getBoolean(1),
                    LONGEST_GOODBYE_MILLIS,
                    name);
            Sql.execute(connection, "ALTER DATABASE " + quoted + " RENAME TO " + TargetNames.quote(connection, aside));
        } catch (LifeboatException e) {
            Sql.execute(connection, "ALTER DATABASE " + quoted + " ALLOW_CONNECTIONS true");
            throw e;
        }
        LOG.warn("event=database-put-aside name={} aside={}", name, aside);
    }

    /** An empty database like the old one: encoding, locale, owner, tablespace, limit. Then the old one can be looked at again. */
    private void create(Connection connection, String name) {
        String like = Sql.strings(connection, """
                        SELECT format('OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L TABLESPACE %I CONNECTION LIMIT %s',
                                   pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
                                   t.spcname, d.datconnlimit)
                               || CASE j ->> 'datlocprovider'
                                   WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L',
                                                        coalesce(j ->> 'datlocale', j ->> 'daticulocale'))
                                   WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', j ->> 'datlocale')
                                   ELSE '' END
                               || CASE WHEN j ->> 'daticurules' IS NULL THEN ''
                                   ELSE format(' ICU_RULES %L', j ->> 'daticurules') END
                        FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace, LATERAL to_jsonb(d) j
                        WHERE d.oid = ?::bigint::oid""", planned.databaseOid()).get(0);
        Sql.execute(
                connection, "CREATE DATABASE " + TargetNames.quote(connection, name) + " TEMPLATE template0 " + like);
        String aside = Sql.strings(
                        connection, "SELECT datname FROM pg_database WHERE oid = ?::bigint::oid", planned.databaseOid())
                .get(0);
        Sql.execute(connection, "ALTER DATABASE " + TargetNames.quote(connection, aside) + " ALLOW_CONNECTIONS true");
    }
}

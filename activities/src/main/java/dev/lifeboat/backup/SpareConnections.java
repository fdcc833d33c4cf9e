package dev.lifeboat.backup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections a backup may take from a source that serves others, too. */
final class SpareConnections {
    private static final Logger LOG = LoggerFactory.getLogger(SpareConnections.class);

    private SpareConnections() {}

    /**
     * Half of what the server, this role and this database have left, at least 1: an application that needs more while the
     * backup runs still gets it.
     *
     * @param wanted what the runbook allows: the log says when it cannot be had
     */
    static int of(SourceCatalog catalog, int wanted) {
        int left = catalog.query("""
                        SELECT least(
                            pg_catalog.current_setting('max_connections')::int
                                - pg_catalog.current_setting('superuser_reserved_connections')::int
                                - coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0)
                                - (SELECT sum(numbackends) FROM pg_catalog.pg_stat_database WHERE datid <> 0),
                            CASE WHEN NOT r.rolsuper AND r.rolconnlimit >= 0 THEN r.rolconnlimit
                                - (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE usesysid = r.oid) END,
                            CASE WHEN NOT r.rolsuper AND d.datconnlimit >= 0 THEN d.datconnlimit
                                - (SELECT numbackends FROM pg_catalog.pg_stat_database s WHERE s.datid = d.oid) END)
                        FROM pg_catalog.pg_roles r, pg_catalog.pg_database d
                        WHERE r.rolname = session_user AND d.datname = pg_catalog.current_database()""", row -> row.getInt(1)).get(0);
        int spare = Math.max(1, left / 2);
        if (spare < wanted) {
            LOG.warn("event=few-connections wanted={} spare={}", wanted, spare);
        }
        return spare;
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Functions that name others without their schema work at the source by its search path, and not in a restore, whose own is
 * empty. Where one cannot be found, the work is done again with all schemas of the set in the path.
 */
final class SearchPath {
    private static final Set<String> NOT_FOUND = Set.of("42883", "42P01", "42704");

    private SearchPath() {}

    /** Does the work, and if something was not found, again under the wide path; a failure then is the first one's. */
    static <T> T widenIfNeeded(Connection connection, Supplier<T> work) {
        try {
            return work.get();
        } catch (LifeboatException first) {
            if (!isNotFound(first)) {
                throw first;
            }
            Sql.query(connection, "SELECT set_config('search_path', " + wide(connection) + ", false)", row -> 0);
            try {
                return work.get();
            } catch (LifeboatException second) {
                first.addSuppressed(second);
                throw isNotFound(second) ? first : second;
            } finally {
                Sql.query(connection, "SELECT set_config('search_path', '', false)", row -> 0);
            }
        }
    }

    /** As {@link #widenIfNeeded}, inside the caller's transaction, which goes on. */
    static <T> T widenWithin(Connection connection, Supplier<T> work) {
        return widenIfNeeded(connection, () -> {
            try {
                var before = connection.setSavepoint();
                boolean done = false;
                try {
                    T result = work.get();
                    done = true;
                    return result;
                } finally {
                    if (done) {
                        connection.releaseSavepoint(before);
                    } else {
                        connection.rollback(before);
                    }
                }
            } catch (SQLException e) {
                throw Sql.failure(e);
            }
        });
    }

    private static String wide(Connection connection) {
        return Sql.strings(connection, """
                        SELECT quote_literal(string_agg(quote_ident(nspname), ', ' ORDER BY nspname <> 'public', nspname))
                        FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '_lifeboat_restore')""").get(0);
    }

    private static boolean isNotFound(LifeboatException e) {
        return e.getCause() instanceof SQLException sql && NOT_FOUND.contains(String.valueOf(sql.getSQLState()));
    }
}

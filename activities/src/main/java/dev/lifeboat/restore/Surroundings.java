package dev.lifeboat.restore;

import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.postgresql.PGConnection;

/** What a set's objects refer to on a server beyond roles and extensions: collations, tablespaces, providers of labels. */
final class Surroundings {
    private final Connection connection;
    private final SourceInfo source;

    Surroundings(Connection connection, SourceInfo source) {
        this.connection = connection;
        this.source = source;
    }

    /** Those that the target has in another version already, each with what that means. */
    List<String> collations() {
        return otherVersions(
                (name, here) -> here + " on the target, " + source.collations().get(name)
                        + " at the source; text may sort differently, indexes are built for the target's");
    }

    /** As {@link #collations()}, after a restore: with the indexes that are built for another version than the source's. */
    List<String> rebuilt() {
        return otherVersions(
                (name, here) -> here + " here, " + source.collations().get(name)
                        + " at the source; built for the target's: " + String.join(", ", indexes(name)));
    }

    /** @param words what is said behind the collation's name, of it and its version here */
    private List<String> otherVersions(BinaryOperator<String> words) {
        List<String> lines = new ArrayList<>();
        source.collations().forEach((name, version) -> actualVersions(name).stream()
                .filter(here -> !version.equals(here))
                .forEach(here -> lines.add("collation " + name + " has version " + words.apply(name, here))));
        return lines;
    }

    private List<String> actualVersions(String collation) {
        return Sql.strings(connection, """
                SELECT coalesce(pg_collation_actual_version(c.oid), 'none')
                FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
                WHERE n.nspname || '.' || c.collname = ?""", collation);
    }

    private List<String> indexes(String collation) {
        List<String> indexes = Sql.strings(connection, """
                SELECT i.indexrelid::regclass::text FROM pg_index i
                WHERE EXISTS (SELECT FROM unnest(i.indcollation::oid[]) k (oid) JOIN pg_collation c ON c.oid = k.oid
                              JOIN pg_namespace n ON n.oid = c.collnamespace WHERE n.nspname || '.' || c.collname = ?)
                ORDER BY 1""", collation);
        return indexes.isEmpty() ? List.of("no index") : indexes;
    }

    /** Those that are not there, or not for this role, each with what that means. */
    List<String> tablespaces() {
        return source.tablespaces().stream()
                .filter(name -> !Sql.holds(
                        connection,
                        "SELECT has_tablespace_privilege(oid, 'CREATE') FROM pg_tablespace WHERE spcname = ?",
                        name))
                .map(name ->
                        "tablespace " + name + " is not on the target, or the restore role may not use it; its tables"
                                + " and indexes go to the database's own")
                .toList();
    }

    List<String> missingLabelProviders() {
        return source.labelProviders().stream()
                .filter(provider -> !loaded(provider))
                .toList();
    }

    /** PostgreSQL looks for the provider first, and then for a schema that cannot be there: nothing is labelled. */
    private boolean loaded(String provider) {
        try {
            String name = connection.unwrap(PGConnection.class).escapeIdentifier(provider);
            Sql.execute(connection, "SECURITY LABEL FOR " + name + " ON SCHEMA pg_lifeboat_is_nowhere IS NULL");
            return true;
        } catch (SQLException e) {
            throw Sql.failure(e);
        } catch (LifeboatException e) {
            return !e.getMessage().contains("(22023)");
        }
    }
}

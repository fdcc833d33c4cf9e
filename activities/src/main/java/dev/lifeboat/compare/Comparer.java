package dev.lifeboat.compare;

import dev.lifeboat.archive.Catalogue;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.backup.LiveDatabase;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.restore.SchemaArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compares a set with another set or with a live database. Changes nothing. */
public final class Comparer {
    private final OpenVault vault;
    private final PostgresConnector connector;
    private final ClientTools tools;

    /**
     * What is compared.
     *
     * @param tables {@code schema.table}; a partitioned table stands for its partitions; empty: all of them
     * @param rows whether rows, contents and sequences are compared
     * @param definitions whether definitions are compared; with chosen tables they are not
     */
    public record Scope(List<String> tables, boolean rows, boolean definitions) {
        public Scope {
            tables = List.copyOf(tables);
        }

        private boolean has(TableInfo table) {
            TableName through = table.through();
            return tables.isEmpty()
                    || tables.contains(table.qualifiedName())
                    || (through != null && tables.contains(through.schema() + "." + through.name()));
        }
    }

    public Comparer(OpenVault vault, PostgresConnector connector, ClientTools tools) {
        this.vault = vault;
        this.connector = connector;
        this.tools = tools;
    }

    /** Compares two sets; both are authenticated first. Throws NO_SUCH_SET, SIGNATURE_INVALID, SET_CORRUPT, KEY_UNUSABLE, USAGE. */
    public Comparison sets(String one, String other, Scope scope) {
        return compare(manifest(one), scope, manifest(other));
    }

    /** Compares a set with a database. Throws what {@link #sets} throws, SOURCE_UNREACHABLE, PRIVILEGE_MISSING. */
    public Comparison live(String set, String database, Scope scope) {
        Manifest manifest = manifest(set);
        LiveDatabase.Content live = new LiveDatabase(connector, tools)
                .read(
                        database,
                        scope.rows() ? scope::has : table -> false,
                        scope.definitions() && scope.tables().isEmpty());
        return compare(
                manifest, scope, side(scope, live.tables(), live.sequences(), live.definitions()), live.tables());
    }

    private Comparison compare(Manifest one, Scope scope, Manifest other) {
        return compare(
                one, scope, side(scope, other.tables(), other.sequences(), definitions(other, scope)), other.tables());
    }

    private Comparison compare(Manifest one, Scope scope, Side other, List<TableInfo> others) {
        List<TableInfo> known = new ArrayList<>(one.tables());
        known.addAll(others);
        for (String name : scope.tables()) {
            Predicate<TableInfo> named = new Scope(List.of(name), true, false)::has;
            if (known.stream().noneMatch(named)) {
                throw new LifeboatException(ErrorCode.USAGE, "neither side has a table " + name);
            }
        }
        return Comparison.of(side(scope, one.tables(), one.sequences(), definitions(one, scope)), other);
    }

    private static Side side(
            Scope scope, List<TableInfo> tables, List<SequenceInfo> sequences, @Nullable String definitions) {
        return Side.of(
                scope.rows() ? tables.stream().filter(scope::has).toList() : List.of(),
                scope.rows() && scope.tables().isEmpty() ? sequences : List.of(),
                definitions);
    }

    private Manifest manifest(String selector) {
        return new SetReader(vault)
                .authenticate(new Catalogue(vault).choose(selector))
                .manifest();
    }

    private @Nullable String definitions(Manifest manifest, Scope scope) {
        return scope.definitions() && scope.tables().isEmpty() ? SchemaArchive.script(vault, manifest, tools) : null;
    }
}

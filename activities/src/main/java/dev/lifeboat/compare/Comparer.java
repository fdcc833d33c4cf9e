package dev.lifeboat.compare;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.backup.LiveDatabase;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.restore.SchemaArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

        private boolean names(TableInfo table) {
            return tables.isEmpty() || tables.contains(table.qualifiedName()) || tables.contains(whole(table));
        }
    }

    /**
     * What can be compared of it: a set may hold some tables, some rows of one, definitions or rows alone.
     *
     * @param leftOut tables of which a set does not hold all rows
     */
    private record Held(Scope scope, boolean rows, boolean definitions, Set<String> leftOut) {
        static Held by(Scope scope, Manifest... sets) {
            boolean rows = scope.rows();
            boolean definitions = scope.definitions() && scope.tables().isEmpty();
            Set<String> leftOut = new TreeSet<>();
            for (Manifest set : sets) {
                rows &= set.content().rows();
                definitions &= set.content().definitions();
                set.tables().stream()
                        .filter(table -> set.content().rows() && table.extent() != Extent.WHOLE && scope.names(table))
                        .forEach(table -> leftOut.add(whole(table)));
            }
            return new Held(scope, rows, definitions, leftOut);
        }

        private boolean has(TableInfo table) {
            return rows && scope.names(table) && !leftOut.contains(whole(table));
        }

        /** Values of sequences say nothing beside some of the tables. */
        private boolean sequences() {
            return rows && leftOut.isEmpty() && scope.tables().isEmpty();
        }
    }

    /** The table's name, or that of the topmost table if its rows may move between partitions. */
    private static String whole(TableInfo table) {
        TableName through = table.through();
        return through == null ? table.qualifiedName() : through.schema() + "." + through.name();
    }

    public Comparer(OpenVault vault, PostgresConnector connector, ClientTools tools) {
        this.vault = vault;
        this.connector = connector;
        this.tools = tools;
    }

    /** Compares two sets; both are authenticated first. Throws NO_SUCH_SET, SIGNATURE_INVALID, SET_CORRUPT, KEY_UNUSABLE, USAGE. */
    public Comparison sets(String one, String other, Scope scope) {
        List<Selecting.Chosen> chosen = new ArrayList<>();
        Manifest left = manifest(one, chosen);
        Manifest right = manifest(other, chosen);
        Held held = Held.by(scope, left, right);
        return compare(left, held, side(held, right), right.tables(), chosen);
    }

    /** Compares a set with a database. Throws what {@link #sets} throws, SOURCE_UNREACHABLE, PRIVILEGE_MISSING. */
    public Comparison live(String set, String database, Scope scope) {
        List<Selecting.Chosen> chosen = new ArrayList<>();
        Manifest manifest = manifest(set, chosen);
        Held held = Held.by(scope, manifest);
        LiveDatabase.Content live = new LiveDatabase(connector, tools).read(database, held::has, held.definitions());
        Side now = side(held, live.tables(), live.sequences(), live.definitions());
        return compare(manifest, held, now, live.tables(), chosen);
    }

    private Comparison compare(
            Manifest one, Held held, Side other, List<TableInfo> others, List<Selecting.Chosen> chosen) {
        List<TableInfo> known = new ArrayList<>(one.tables());
        known.addAll(others);
        for (String name : held.scope().tables()) {
            Predicate<TableInfo> named = new Scope(List.of(name), true, false)::names;
            if (known.stream().noneMatch(named)) {
                throw new LifeboatException(ErrorCode.USAGE, "neither side has a table " + name);
            }
        }
        return Comparison.of(side(held, one), other, List.copyOf(held.leftOut()))
                .of(chosen);
    }

    private Side side(Held held, Manifest set) {
        String definitions = held.definitions() ? SchemaArchive.script(vault, set, tools) : null;
        return side(held, set.tables(), set.sequences(), definitions);
    }

    private static Side side(
            Held held, List<TableInfo> tables, List<SequenceInfo> sequences, @Nullable String definitions) {
        return Side.of(
                tables.stream().filter(held::has).toList(), held.sequences() ? sequences : List.of(), definitions);
    }

    private Manifest manifest(String selector, List<Selecting.Chosen> chosen) {
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen set = selecting.chosen(selector);
        chosen.add(set);
        return selecting.authenticate(set).manifest();
    }
}

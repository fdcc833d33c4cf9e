package dev.lifeboat.drill;

import static dev.lifeboat.drill.RowDamages.check;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.runbook.MutationKind;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Damages to what stands around the rows: keys, triggers, policies, rights, sequences. */
final class StructureDamages {
    private final Connection connection;
    private final Manifest manifest;

    StructureDamages(Connection connection, Manifest manifest) {
        this.connection = connection;
        this.manifest = manifest;
    }

    /** What a damage is about, by a query's two columns: its quoted name, and its plain one. */
    private record Part(String quoted, String plain) {}

    /** None for a kind that does not fit the table. */
    List<Damage> of(MutationKind kind, TableInfo table) {
        String name = CopyNames.of(connection, table);
        return switch (kind) {
            case SEQUENCE_SET_BACK -> sequence(table, name);
            case INDEX_MISSING ->
                each(
                        kind,
                        table,
                        "DROP INDEX @PART@",
                        """
                        SELECT i.indexrelid::pg_catalog.regclass::text, c.relname FROM pg_catalog.pg_index i
                        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                        WHERE i.indrelid = ?::pg_catalog.regclass AND NOT c.relispartition AND NOT EXISTS (
                          SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
                        ORDER BY 2""",
                        "select count(*) from pg_index where indrelid = '@TABLE@'::regclass and indisvalid",
                        null);
            case KEY_MISSING -> constraint(kind, table, "k.contype IN ('p', 'u', 'x')", " CASCADE");
            case FOREIGN_KEY_MISSING -> constraint(kind, table, "k.contype = 'f'", "");
            case CHECK_MISSING -> constraint(kind, table, "k.contype = 'c'", "");
            case NOT_NULL_MISSING ->
                each(
                        kind,
                        table,
                        "ALTER TABLE @TABLE@ ALTER COLUMN @PART@ DROP NOT NULL",
                        """
                        SELECT pg_catalog.quote_ident(a.attname), a.attname FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = ?::pg_catalog.regclass AND a.attnum > 0 AND a.attnotnull AND a.attidentity = ''
                          AND a.attinhcount = 0 AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i
                            WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))
                        ORDER BY 2""",
                        "select attnotnull from pg_attribute where attrelid = '@TABLE@'::regclass and attname = '@NAME@'",
                        "true");
            case DEFAULT_MISSING ->
                each(
                        kind,
                        table,
                        "ALTER TABLE @TABLE@ ALTER COLUMN @PART@ DROP DEFAULT",
                        """
                        SELECT pg_catalog.quote_ident(a.attname), a.attname FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = ?::pg_catalog.regclass AND a.attnum > 0 AND a.atthasdef AND a.attgenerated = ''
                        ORDER BY 2""",
                        "select atthasdef from pg_attribute where attrelid = '@TABLE@'::regclass and attname = '@NAME@'",
                        "true");
            case TRIGGER_MISSING, TRIGGER_DISABLED ->
                each(
                        kind,
                        table,
                        kind == MutationKind.TRIGGER_MISSING
                                ? "DROP TRIGGER @PART@ ON @TABLE@"
                                : "ALTER TABLE @TABLE@ DISABLE TRIGGER @PART@",
                        """
                        SELECT pg_catalog.quote_ident(t.tgname), t.tgname FROM pg_catalog.pg_trigger t
                        WHERE t.tgrelid = ?::pg_catalog.regclass AND NOT t.tgisinternal AND t.tgparentid = 0
                          AND t.tgenabled <> 'D' ORDER BY 2""",
                        "select count(*) from pg_trigger where tgrelid = '@TABLE@'::regclass and tgname = '@NAME@' and tgenabled <> 'D'",
                        "1");
            case POLICY_MISSING ->
                each(
                        kind,
                        table,
                        "DROP POLICY @PART@ ON @TABLE@",
                        """
                        SELECT pg_catalog.quote_ident(p.polname), p.polname FROM pg_catalog.pg_policy p
                        WHERE p.polrelid = ?::pg_catalog.regclass ORDER BY 2""",
                        "select count(*) from pg_policy where polrelid = '@TABLE@'::regclass and polname = '@NAME@'",
                        "1");
            case ROW_SECURITY_OFF ->
                each(
                        kind,
                        table,
                        "ALTER TABLE @TABLE@ DISABLE ROW LEVEL SECURITY",
                        """
                        SELECT '', '' FROM pg_catalog.pg_class c
                        WHERE c.oid = ?::pg_catalog.regclass AND c.relrowsecurity""",
                        "select relrowsecurity from pg_class where oid = '@TABLE@'::regclass",
                        "true");
            case GRANT_MISSING ->
                each(
                        kind,
                        table,
                        "REVOKE ALL ON @TABLE@ FROM @PART@",
                        """
                        SELECT DISTINCT pg_catalog.quote_ident(r.rolname), r.rolname FROM pg_catalog.pg_class c,
                          pg_catalog.aclexplode(c.relacl) g JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
                        WHERE c.oid = ?::pg_catalog.regclass AND g.grantee <> c.relowner
                          AND g.privilege_type = 'SELECT' ORDER BY 2""",
                        "select has_table_privilege('@NAME@', '@TABLE@', 'SELECT')",
                        "true");
            case OPENED_TO_ALL ->
                each(
                        kind,
                        table,
                        "GRANT SELECT ON @TABLE@ TO PUBLIC",
                        """
                        SELECT '', '' FROM pg_catalog.pg_class c WHERE c.oid = ?::pg_catalog.regclass AND NOT EXISTS (
                          SELECT FROM pg_catalog.aclexplode(c.relacl) g WHERE g.grantee = 0 AND g.privilege_type = 'SELECT')""",
                        "select count(*) from pg_class c, aclexplode(c.relacl) g where c.oid = '@TABLE@'::regclass and g.grantee = 0",
                        "0");
            default -> List.of();
        };
    }

    /** Of what belongs to no table. */
    List<Damage> ofNone(MutationKind kind) {
        return switch (kind) {
            case VIEW_MISSING ->
                each(kind, null, "DROP VIEW @PART@ CASCADE", """
                        SELECT c.oid::pg_catalog.regclass::text, n.nspname || '.' || c.relname FROM pg_catalog.pg_class c
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'v' AND c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                          WHERE d.objid = c.oid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e')
                        ORDER BY 2""", "select to_regclass('@NAME@') is not null", "true");
            case FUNCTION_MISSING ->
                each(
                        kind,
                        null,
                        "DROP ROUTINE @PART@ CASCADE",
                        """
                        SELECT p.oid::pg_catalog.regprocedure::text, p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p
                        WHERE p.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                          WHERE d.objid = p.oid AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype IN ('e', 'i'))
                        ORDER BY 2""",
                        "select to_regprocedure('@NAME@') is not null",
                        "true");
            case SEQUENCE_SET_BACK -> unowned();
            default -> List.of();
        };
    }

    private List<Damage> constraint(MutationKind kind, TableInfo table, String which, String behaviour) {
        return each(
                kind,
                table,
                "ALTER TABLE @TABLE@ DROP CONSTRAINT @PART@" + behaviour,
                "SELECT pg_catalog.quote_ident(k.conname), k.conname FROM pg_catalog.pg_constraint k"
                        + " WHERE k.conrelid = ?::pg_catalog.regclass AND k.conparentid = 0 AND k.coninhcount = 0 AND "
                        + which + " ORDER BY 2",
                "select count(*) from pg_constraint where conrelid = '@TABLE@'::regclass and conname = '@NAME@' and convalidated",
                "1");
    }

    /** The first part that the query finds. */
    private List<Damage> each(
            MutationKind kind,
            @Nullable TableInfo table,
            String statement,
            String query,
            String advice,
            @Nullable String expected) {
        String name = table == null ? "" : CopyNames.of(connection, table);
        Sql.Row<Part> reader = row -> new Part(row.getString(1), row.getString(2));
        List<Part> parts =
                table == null ? Sql.query(connection, query, reader) : Sql.query(connection, query, reader, name);
        if (parts.isEmpty()) {
            return List.of();
        }
        Part part = parts.get(0);
        String label = table == null ? "" : table.qualifiedName();
        String object = (label + " " + part.plain()).strip();
        String asked = advice.replace("@TABLE@", name.replace("'", "''"))
                .replace("@NAME@", part.plain().replace("'", "''"));
        String known = expected;
        if (known == null) {
            known = Sql.strings(connection, asked).get(0);
        }
        return List.of(new Damage(
                kind,
                table,
                object,
                List.of(List.of(statement.replace("@TABLE@", name).replace("@PART@", part.quoted()))),
                table == null ? List.of() : List.of(table.oid()),
                check(asked, known)));
    }

    private List<Damage> sequence(TableInfo table, String name) {
        List<Damage> damages = new ArrayList<>();
        for (SequenceInfo sequence : manifest.sequences()) {
            String column = sequence.ownerColumn();
            if (sequence.ownerTable() == table.oid() && column != null && table.rows() > 0 && damages.isEmpty()) {
                String end = sequence.increment() < 0 ? "min(" : "max(";
                String highest = end + CopyNames.quoted(connection, column) + ")";
                damages.add(Damage.of(
                        MutationKind.SEQUENCE_SET_BACK,
                        table,
                        table.qualifiedName() + " " + sequence.name(),
                        restart(sequence),
                        check(
                                "select last_value " + (sequence.increment() < 0 ? "<=" : ">=") + " (select " + highest
                                        + " from " + name + ") from " + name(sequence),
                                "true")));
            }
        }
        return damages;
    }

    /** Its numbers may be anywhere: only the runbook can know where it must stand. */
    private List<Damage> unowned() {
        return manifest.sequences().stream()
                .filter(sequence -> sequence.ownerTable() == 0 && sequence.called())
                .limit(1)
                .map(sequence -> new Damage(
                        MutationKind.SEQUENCE_SET_BACK,
                        null,
                        sequence.schema() + "." + sequence.name(),
                        List.of(List.of(restart(sequence))),
                        List.of(),
                        check("select last_value >= (select max(…) from …) from " + name(sequence), "true")
                                + ", with the column that the numbers go to"))
                .toList();
    }

    private String restart(SequenceInfo sequence) {
        return "ALTER SEQUENCE " + name(sequence) + " RESTART";
    }

    private String name(SequenceInfo sequence) {
        return CopyNames.of(connection, sequence.schema(), sequence.name());
    }
}

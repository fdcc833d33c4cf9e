package dev.lifeboat.restore;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which phases' tables a function may read, by the words in its text and, through the views and functions it names, in
 * theirs. Errs on the side of too many: a word in a comment counts, and code that builds statements at run time, or is not
 * written in SQL or PL/pgSQL, may read everything.
 */
final class Mentions {
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

    /** A view or a function. */
    private record Text(String words, boolean readsAnything) {}

    private final Map<String, Set<Integer>> tables = new HashMap<>();
    private final Map<String, List<Long>> texts = new HashMap<>();
    private final Map<Long, Text> byOid = new HashMap<>();
    private final Set<Integer> everything = new TreeSet<>();

    private Mentions() {}

    /** Reads the target's tables, views and functions; extensions' and PostgreSQL's own are left out. */
    static Mentions read(Connection connection) {
        Mentions mentions = new Mentions();
        Map<Long, Integer> positions = new HashMap<>();
        TargetRelations.all(connection).forEach(relation -> positions.put(relation.oid(), relation.position()));
        Sql.query(connection, """
                SELECT c.oid::bigint, lower(c.relname), c.relkind IN ('v', 'm'),
                       CASE WHEN c.relkind IN ('v', 'm') THEN lower(pg_get_viewdef(c.oid)) END
                FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.oid >= 16384
                  AND c.relnamespace <> '_lifeboat_restore'::regnamespace""", row -> {
            long oid = row.getLong(1);
            if (row.getBoolean(3)) {
                mentions.text(oid, row.getString(2), new Text(row.getString(4), false));
            } else if (positions.containsKey(oid)) {
                int position = positions.getOrDefault(oid, 0);
                mentions.everything.add(position);
                mentions.tables
                        .computeIfAbsent(row.getString(2), name -> new TreeSet<>())
                        .add(position);
            }
            return oid;
        });
        Sql.query(connection, """
                SELECT p.oid::bigint, lower(p.proname), lower(pg_get_functiondef(p.oid)),
                       l.lanname NOT IN ('sql', 'plpgsql') OR (l.lanname = 'plpgsql' AND p.prosrc ~* '\\mexecute\\M')
                FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
                WHERE p.prokind IN ('f', 'p') AND p.oid >= 16384
                  AND p.pronamespace <> '_lifeboat_restore'::regnamespace
                  AND NOT EXISTS (SELECT FROM pg_depend d
                                  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')""", row -> {
            mentions.text(row.getLong(1), row.getString(2), new Text(row.getString(3), row.getBoolean(4)));
            return row.getLong(1);
        });
        return mentions;
    }

    private void text(long oid, String name, Text text) {
        texts.computeIfAbsent(name, any -> new ArrayList<>()).add(oid);
        byOid.put(oid, text);
    }

    /** Places of the phases whose tables the function or view may read. */
    Set<Integer> phasesOf(long oid) {
        Set<Integer> phases = new TreeSet<>();
        collect(oid, phases, new HashSet<>());
        return phases;
    }

    private void collect(long oid, Set<Integer> phases, Set<Long> seen) {
        Text text = byOid.get(oid);
        if (text == null || !seen.add(oid)) {
            return;
        }
        if (text.readsAnything()) {
            phases.addAll(everything);
            return;
        }
        Set<String> words = new HashSet<>();
        WORD.matcher(text.words()).results().forEach(word -> words.add(word.group()));
        tables.forEach((name, positions) -> {
            if (isMentioned(name, text, words)) {
                phases.addAll(positions);
            }
        });
        texts.forEach((name, oids) -> {
            if (isMentioned(name, text, words)) {
                oids.forEach(other -> collect(other, phases, seen));
            }
        });
    }

    private static boolean isMentioned(String name, Text text, Set<String> words) {
        boolean word = WORD.matcher(name).matches();
        return word ? words.contains(name) : text.words().contains(name.toLowerCase(Locale.ROOT));
    }
}

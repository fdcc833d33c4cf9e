package dev.lifeboat.restore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL of a whole schema archive, cut up by entry. With {@code --verbose}, {@code pg_restore} writes an entry's number into
 * the comment before its first statement; what it sets for the session stands before that comment. Immutable.
 */
final class EntryScript {
    /** The comment is pg_restore's own, and names in it have no line feeds; a body's text cannot begin a statement. */
    private static final Pattern TITLE =
            Pattern.compile("^-- TOC entry (\\d+) \\(class \\d+ OID \\d+\\)$", Pattern.MULTILINE);

    private static final List<String> SETTINGS =
            List.of("SET default_tablespace = ", "SET default_table_access_method = ", "SET default_with_oids = ");

    private record Piece(List<String> settings, List<String> statements) {}

    private final List<String> preamble = new ArrayList<>();
    private final Map<Integer, Piece> pieces = new HashMap<>();

    private EntryScript() {}

    /** Reads what {@code pg_restore --verbose} wrote. */
    static EntryScript of(String script) {
        EntryScript cut = new EntryScript();
        Map<String, String> settings = new HashMap<>();
        Piece piece = new Piece(List.of(), cut.preamble);
        for (String statement : SchemaArchive.split(script, SchemaArchive.Titles.KEPT)) {
            String bare = SchemaArchive.withoutTitle(statement);
            String setting =
                    SETTINGS.stream().filter(bare::startsWith).findFirst().orElse(null);
            if (setting != null) {
                settings.put(setting, bare);
                continue;
            }
            Matcher title = TITLE.matcher(statement.substring(0, statement.length() - bare.length()));
            int entry = -1;
            while (title.find()) {
                entry = Integer.parseInt(title.group(1));
            }
            if (entry >= 0) {
                List<String> now = SETTINGS.stream()
                        .filter(settings::containsKey)
                        .map(settings::get)
                        .toList();
                piece = cut.pieces.computeIfAbsent(entry, any -> new Piece(now, new ArrayList<>()));
            }
            piece.statements().add(bare);
        }
        return cut;
    }

    /**
     * The statements of these entries in this order, after what every session needs and with what must be set for them; an
     * entry may have none.
     */
    List<String> of(List<Integer> entries) {
        List<String> statements = new ArrayList<>(preamble);
        List<String> settings = List.of();
        for (int entry : entries) {
            Piece piece = pieces.get(entry);
            if (piece != null) {
                List<String> before = settings;
                piece.settings().stream()
                        .filter(setting -> !before.contains(setting))
                        .forEach(statements::add);
                settings = piece.settings();
                statements.addAll(piece.statements());
            }
        }
        return statements;
    }
}

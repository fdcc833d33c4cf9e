package dev.lifeboat.postgres;

import static dev.lifeboat.error.ErrorCode.TOOL_FAILED;

import dev.lifeboat.error.LifeboatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code pg_restore --list --verbose} prints: one line an entry, and the entries it depends on. */
public final class TableOfContents {
    private static final Pattern LINE = Pattern.compile("(\\d+); (\\d+) (\\d+) (.+)");
    private static final Pattern DEPENDS = Pattern.compile(";\\s+depends on:((?: \\d+)+)\\s*");
    /** Types of more than one word; any other type is the first word. */
    private static final List<String> LONG_TYPES = Arrays.stream(
                    ("ACCESS METHOD|BLOB METADATA|CHECK CONSTRAINT|DATABASE PROPERTIES|DEFAULT ACL|EVENT TRIGGER|"
                                    + "FK CONSTRAINT|FOREIGN DATA WRAPPER|FOREIGN SERVER|FOREIGN TABLE|INDEX ATTACH|"
                                    + "MATERIALIZED VIEW|MATERIALIZED VIEW DATA|OPERATOR CLASS|OPERATOR FAMILY|"
                                    + "PROCEDURAL LANGUAGE|PUBLICATION TABLE|PUBLICATION TABLES IN SCHEMA|ROW SECURITY|"
                                    + "SECURITY LABEL|SEQUENCE OWNED BY|SEQUENCE SET|SHELL TYPE|STATISTICS DATA|"
                                    + "SUBSCRIPTION TABLE|TABLE ATTACH|TABLE DATA|TEXT SEARCH CONFIGURATION|"
                                    + "TEXT SEARCH DICTIONARY|TEXT SEARCH PARSER|TEXT SEARCH TEMPLATE|USER MAPPING")
                            .split("\\|"))
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();

    private TableOfContents() {}

    /** One entry, as listed. */
    public record Line(int dumpId, long catalog, long object, String type, String label, List<Integer> dependsOn) {
        public Line {
            dependsOn = List.copyOf(dependsOn);
        }
    }

    /** Parses a listing; throws TOOL_FAILED on a line that it does not know, rather than lose an object. */
    public static List<Line> parse(String listing) {
        List<Line> entries = new ArrayList<>();
        for (String line : listing.lines().toList()) {
            Matcher depends = DEPENDS.matcher(line);
            Matcher entry = LINE.matcher(line);
            if (depends.matches() && !entries.isEmpty()) {
                Line last = entries.remove(entries.size() - 1);
                List<Integer> ids = Arrays.stream(depends.group(1).strip().split(" "))
                        .map(Integer::valueOf)
                        .toList();
                entries.add(new Line(last.dumpId(), last.catalog(), last.object(), last.type(), last.label(), ids));
            } else if (entry.matches()) {
                String rest = entry.group(4);
                String type = typeOf(rest);
                entries.add(new Line(
                        Integer.parseInt(entry.group(1)),
                        Long.parseLong(entry.group(2)),
                        Long.parseLong(entry.group(3)),
                        type,
                        rest.substring(type.length()).strip(),
                        List.of()));
            } else if (!line.isBlank() && !line.startsWith(";")) {
                throw new LifeboatException(TOOL_FAILED, "pg_restore --list printed a line that is not known");
            }
        }
        return entries;
    }

    private static String typeOf(String rest) {
        for (String type : LONG_TYPES) {
            if (rest.startsWith(type + " ")) {
                return type;
            }
        }
        int blank = rest.indexOf(' ');
        return blank < 0 ? rest : rest.substring(0, blank);
    }
}

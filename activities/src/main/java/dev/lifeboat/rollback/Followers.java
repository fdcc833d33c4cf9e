package dev.lifeboat.rollback;

import dev.lifeboat.restore.SchemaArchive;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes back what was said of an object: comments, labels, grants. */
final class Followers {
    private Followers() {}

    /** Statements that bring the object to what PostgreSQL gives a new one; none where its table sees to it. */
    static List<String> takeBack(Definition own) {
        List<String> said = new ArrayList<>(SchemaArchive.split(own.text()));
        Collections.reverse(said);
        List<String> back = new ArrayList<>();
        for (String statement : said) {
            switch (own.type()) {
                case "COMMENT", "SECURITY LABEL" -> back.add(withoutText(statement));
                case "ROW SECURITY" ->
                    back.add(statement.replaceFirst("ENABLE ROW LEVEL SECURITY$", "DISABLE ROW LEVEL SECURITY"));
                case "SEQUENCE OWNED BY" -> back.add(statement.replaceFirst(" OWNED BY .*$", " OWNED BY NONE"));
                case "ACL", "DEFAULT ACL" -> {
                    if (statement.contains("GRANT ") || statement.contains("REVOKE ")) {
                        back.add(reversed(statement));
                    }
                }
                default -> {
                    // Defaults are their table's.
                }
            }
        }
        return back;
    }

    private static String withoutText(String statement) {
        int is = statement.indexOf(" IS '");
        int escaped = statement.indexOf(" IS E'");
        int end = is < 0 || (escaped >= 0 && escaped < is) ? escaped : is;
        return statement.substring(0, end) + " IS NULL";
    }

    /** A right that was given is taken, and the other way round. */
    private static String reversed(String statement) {
        String text = statement.replaceFirst(" WITH GRANT OPTION$", "");
        boolean granted = text.startsWith("GRANT ") || (text.startsWith("ALTER DEFAULT") && text.contains(" GRANT "));
        return granted
                ? text.replaceFirst("\\bGRANT ", "REVOKE ").replaceFirst("(?s) TO ((?:(?! TO ).)*)$", " FROM $1")
                        + (text.startsWith("GRANT") ? " CASCADE" : "")
                : text.replaceFirst("\\bREVOKE ", "GRANT ").replaceFirst("(?s) FROM ((?:(?! FROM ).)*)$", " TO $1");
    }
}

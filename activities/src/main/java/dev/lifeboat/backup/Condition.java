package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.error.LifeboatException;
import org.postgresql.core.Parser;

/**
 * A condition in SQL that chooses rows. It is put between brackets into a query, so that it must not leave them: brackets
 * outside of quotes have to match, and there is neither a comment nor a second statement.
 */
final class Condition {
    private Condition() {}

    /** The condition in brackets; throws USAGE if it is more than one expression. */
    static String inBrackets(String table, String condition) {
        char[] text = condition.toCharArray();
        int depth = 0;
        for (int i = 0; i < text.length; i++) {
            int end = endOfQuoted(text, i);
            if (end >= text.length) {
                throw refused(table, "a quote is not closed");
            }
            boolean comment = Parser.parseLineComment(text, i) != i || Parser.parseBlockComment(text, i) != i;
            if (comment) {
                throw refused(table, "it holds a comment");
            }
            if (text[i] == ';' || text[i] == '\0') {
                throw refused(table, "it holds more than one statement");
            }
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth < 0) {
                throw refused(table, "a bracket is closed that was not opened");
            }
            i = end;
        }
        if (depth != 0 || condition.isBlank()) {
            throw refused(table, condition.isBlank() ? "it is empty" : "a bracket is not closed");
        }
        return "(" + condition + ")";
    }

    /** Where what is quoted here ends, inclusive; the place itself if nothing is. */
    private static int endOfQuoted(char[] text, int at) {
        return switch (text[at]) {
            // An escape string may hold a quote behind a backslash: to the parser, none is standard.
            case '\'' -> Parser.parseSingleQuotes(text, at, !isEscapeString(text, at));
            case '"' -> Parser.parseDoubleQuotes(text, at);
            case '$' -> Parser.parseDollarQuotes(text, at);
            default -> at;
        };
    }

    private static boolean isEscapeString(char[] text, int quote) {
        return quote > 0 && (text[quote - 1] == 'E' || text[quote - 1] == 'e');
    }

    private static LifeboatException refused(String table, String why) {
        return new LifeboatException(USAGE, "the condition for " + table + " is not one expression: " + why);
    }
}

package dev.lifeboat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Text of others on a terminal: a manifest may say anything, also what moves the cursor or turns the reading direction. */
final class Printable {
    private Printable() {}

    /** The same on one line, with a question mark for each character that is more than its picture. */
    static String of(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> clean.appendCodePoint(isPicture(point) ? point : '?'));
        return clean.toString();
    }

    /** The same of each line: what a text of others holds besides must not reach the terminal either. */
    static String lines(String text) {
        return text.lines().map(Printable::of).collect(Collectors.joining(System.lineSeparator()));
    }

    private static boolean isPicture(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** A text of words in lines of at most so many characters, indented, the later ones by two more; a longer word is not cut. */
    static List<String> wrapped(String indent, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        int begun = indent.length();
        for (String word : of(text).split(" +", -1)) {
            if (line.length() > begun && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent).append("  ");
                begun = line.length();
            }
            line.append(line.length() > begun ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

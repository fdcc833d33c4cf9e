package dev.lifeboat.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Values in COPY's text format, exactly as PostgreSQL writes them. */
final class CopyFields {
    private static final String ESCAPED = "\b\f\n\r\t\u000b\\";
    private static final String LETTERS = "bfnrtv\\";

    private CopyFields() {}

    /** The value between two tabs; not for {@code \N}. */
    static String unescape(byte[] copy, int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte value = copy[i];
            if (value == '\\' && i + 1 < to) {
                i++;
                int letter = LETTERS.indexOf(copy[i]);
                value = letter < 0 ? copy[i] : (byte) ESCAPED.charAt(letter);
            }
            text[length] = value;
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    static void escape(String text, ByteArrayOutputStream copy) {
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            int place = value < 0 ? -1 : ESCAPED.indexOf(value);
            if (place < 0) {
                copy.write(value);
            } else {
                copy.write('\\');
                copy.write(LETTERS.charAt(place));
            }
        }
    }
}

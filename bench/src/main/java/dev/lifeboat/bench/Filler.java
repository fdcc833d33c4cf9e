package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Expressions that make values from a row's number {@code i} and its hash {@code h}: on the server, without a table, and the
 * same everywhere. Texts are of words, as people's are, with something random in them: neither noise, which nothing
 * compresses, nor one sentence, which compresses to nothing.
 */
final class Filler {
    private static final List<String> WORDS = List.of(
            "appointment",
            "please",
            "tomorrow",
            "customer",
            "moved",
            "confirmed",
            "the",
            "and",
            "for",
            "cancelled",
            "invoice",
            "question",
            "about",
            "thank you",
            "morning",
            "afternoon",
            "colour",
            "cut",
            "massage",
            "doctor",
            "would like",
            "is",
            "not",
            "possible",
            "at",
            "nine",
            "half past",
            "Monday",
            "Friday",
            "next week",
            "payment",
            "received",
            "call",
            "number",
            "address",
            "changed",
            "new",
            "regular",
            "guest",
            "waiting",
            "list",
            "sorry",
            "late",
            "traffic",
            "see you",
            "soon",
            "best",
            "regards",
            "reminder",
            "your",
            "booking",
            "with",
            "team",
            "room",
            "second",
            "floor",
            "parking",
            "behind",
            "house",
            "ring",
            "bell",
            "grün",
            "Straße",
            "café");
    private static final int BITS = 6;
    private static final int WORDS_A_HASH = 9;

    private Filler() {}

    /** Source of rows {@code from} to {@code to}, with the columns {@code i} and {@code h}. */
    static String rows(long from, long to) {
        return String.format(
                Locale.ROOT,
                "(SELECT i, hashint8extended(i, 7) AS h FROM generate_series(%d::bigint, %d::bigint) i OFFSET 0) s",
                from,
                to);
    }

    /** An INSERT of rows 1 to {@code count}, cut into pieces that two connections share. */
    static List<String> inserts(String table, String columns, String expressions, long count) {
        int pieces = count < 10_000 ? 1 : 8;
        List<String> statements = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            long from = count * piece / pieces + 1;
            long to = count * (piece + 1) / pieces;
            statements.add(
                    "INSERT INTO " + table + " (" + columns + ") SELECT " + expressions + " FROM " + rows(from, to));
        }
        return statements;
    }

    /** So many words; another {@code salt} gives other words. */
    static String words(int count, int salt) {
        return IntStream.range(0, count)
                .mapToObj(n -> word(
                        n % WORDS_A_HASH, n < WORDS_A_HASH && salt == 0 ? "h" : hash(salt * 100 + n / WORDS_A_HASH)))
                .collect(Collectors.joining(" || ' ' || ", "(", ")"));
    }

    /** A hash of the row's number other than {@code h}. */
    static String hash(int salt) {
        return "hashint8extended(i, " + (1000 + salt) + ")";
    }

    /** A number from 1 to {@code most}. */
    static String reference(long most, int salt) {
        return "(1 + (" + hash(salt) + " & 9007199254740991) % " + Math.max(1, most) + ")";
    }

    private static String word(int place, String hash) {
        String list = WORDS.stream().map(word -> "'" + word + "'").collect(Collectors.joining(","));
        return "(ARRAY[" + list + "])[1 + ((" + hash + " >> " + place * BITS + ") & 63)::int]";
    }
}

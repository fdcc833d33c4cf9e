package dev.lifeboat.gate;

import org.jspecify.annotations.Nullable;

/**
 * One check and what it found.
 *
 * @param kind rows, content, foreign-keys, orphans, sequences, structure, sql or http
 * @param detail a hint for the reader; never a row of data
 */
public record GateCheck(
        String kind,
        String name,
        boolean passed,
        String expected,
        String actual,
        @Nullable String detail) {}

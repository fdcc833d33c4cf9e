package dev.lifeboat.rotation;

import java.util.ArrayList;
import java.util.List;

/** Which lines of a small text changed. */
final class Diff {
    private Diff() {}

    /** The lines between the first and the last difference that do not stand in the other text, {@code -} first. */
    static List<String> of(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> fresh = after.lines().toList();
        int from = 0;
        while (from < Math.min(old.size(), fresh.size()) && old.get(from).equals(fresh.get(from))) {
            from++;
        }
        int same = 0;
        while (same < Math.min(old.size(), fresh.size()) - from
                && old.get(old.size() - 1 - same).equals(fresh.get(fresh.size() - 1 - same))) {
            same++;
        }
        List<String> removed = old.subList(from, old.size() - same);
        List<String> added = fresh.subList(from, fresh.size() - same);
        List<String> lines = new ArrayList<>();
        removed.stream().filter(line -> !added.contains(line)).forEach(line -> lines.add("- " + line));
        added.stream().filter(line -> !removed.contains(line)).forEach(line -> lines.add("+ " + line));
        return lines;
    }
}

package dev.lifeboat.drill;

import dev.lifeboat.drill.Probed.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which sets to try next. Unless all are tried, it believes that what was bad once stayed bad: then everything behind a red set is
 * red, and everything before a green one need not be looked at. What cannot be told is passed over. Not thread-safe.
 */
final class BisectSearch {
    private final int size;
    private final int parallel;
    private final boolean all;
    private final SortedMap<Integer, Outcome> answers = new TreeMap<>();

    /** @param size how many sets there are, the oldest first */
    BisectSearch(int size, int parallel, boolean all) {
        this.size = size;
        this.parallel = parallel;
        this.all = all;
    }

    /** At most so many as go side by side; empty: there is nothing more to ask. */
    List<Integer> next() {
        List<Integer> open = open();
        TreeSet<Integer> chosen = new TreeSet<>();
        if (open.isEmpty()) {
            return List.of();
        }
        if (all || answers.isEmpty()) {
            // The newest first: it may be good still.
            chosen.add(open.get(open.size() - 1));
        }
        if (all) {
            for (int back = 2; back <= Math.min(parallel, open.size()); back++) {
                chosen.add(open.get(open.size() - back));
            }
            return List.copyOf(chosen);
        }
        int left = parallel - chosen.size();
        for (int number = 1; number <= left; number++) {
            chosen.add(open.get((int) ((long) open.size() * number / (left + 1))));
        }
        return List.copyOf(chosen);
    }

    void answer(int index, Outcome outcome) {
        answers.put(index, outcome);
    }

    /** -1: none is known. */
    int newestGreen() {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue() == Outcome.GREEN)
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(-1);
    }

    /** How many are newer than the newest green one and were not tried. */
    int assumed() {
        int newest = newestGreen();
        return size - 1 - newest - answers.tailMap(newest + 1).size();
    }

    /** Red ones before the newest green one: there the belief is wrong. */
    List<Integer> mended() {
        int green = newestGreen();
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue() == Outcome.RED && answer.getKey() < green)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<Integer> open() {
        int green = newestGreen();
        int red = answers.entrySet().stream()
                .filter(answer -> answer.getValue() == Outcome.RED && answer.getKey() > green)
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElse(size);
        List<Integer> open = new ArrayList<>();
        for (int index = all ? 0 : green + 1; index < (all ? size : red); index++) {
            if (!answers.containsKey(index)) {
                open.add(index);
            }
        }
        return open;
    }
}

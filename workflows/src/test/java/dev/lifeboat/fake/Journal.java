package dev.lifeboat.fake;

import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;

/** What happened, in order, and what must never have happened. Thread-safe. */
public final class Journal {
    private final List<String> entries = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    public synchronized void add(String entry) {
        entries.add(entry);
    }

    /** A fake was asked something that it must never be asked: noted for the end of the test, and failed at once. */
    public synchronized void require(boolean right, String otherwise) {
        if (!right) {
            violations.add(otherwise);
            throw ApplicationFailure.newNonRetryableFailure(otherwise, "STRICT");
        }
    }

    public synchronized List<String> all() {
        return List.copyOf(entries);
    }

    /** The entries that begin with one of the words. */
    public synchronized List<String> of(String... words) {
        return entries.stream()
                .filter(entry -> {
                    for (String word : words) {
                        if (entry.startsWith(word)) {
                            return true;
                        }
                    }
                    return false;
                })
                .toList();
    }

    public synchronized int count(String word) {
        return of(word).size();
    }

    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}

package dev.lifeboat.runbook;

import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;

import dev.lifeboat.error.LifeboatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with a runbook: all of it, in the order of the file. A message never repeats a value of the file, which may
 * be a secret in the wrong place.
 */
final class Findings {
    private static final int MOST_SHOWN = 50;

    private record Finding(Position at, String field, String message) {}

    private final Path file;
    private final List<Finding> found = new ArrayList<>();
    private final Set<String> fields = new HashSet<>();

    Findings(Path file) {
        this.file = file;
    }

    /**
     * Notes an error; of several at one field only the first counts, since the others mostly follow from it.
     *
     * @param field as a person writes it, {@code phases[0].tables}; empty: the file itself
     */
    void add(Position at, String field, String message) {
        if (field.isEmpty() || fields.add(field)) {
            found.add(new Finding(at, field, message));
        }
    }

    /** Throws RUNBOOK_INVALID with every finding, one a line: {@code runbook.yaml:12:5: phases[0].name: …}. */
    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        found.stream()
                .sorted(Comparator.comparing(Finding::at))
                .limit(MOST_SHOWN)
                .forEach(finding -> lines.add(file + ":" + finding.at().line() + ":"
                        + finding.at().column() + ": " + (finding.field().isEmpty() ? "" : finding.field() + ": ")
                        + finding.message()));
        if (found.size() > MOST_SHOWN) {
            lines.add("and " + (found.size() - MOST_SHOWN) + " more");
        }
        throw new LifeboatException(RUNBOOK_INVALID, String.join("\n", lines));
    }
}

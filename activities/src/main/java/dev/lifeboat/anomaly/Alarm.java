package dev.lifeboat.anomaly;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.SetObjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An alarm in full: {@code records/<set>/alarm-<manifest>.json}. The set's mark {@code alarmed} has it in short.
 *
 * @param id of the mark and of the pins that it set: the set and its manifest
 * @param comparedWith the good sets of the same kind before it, the newest first: they are pinned
 */
public record Alarm(
        String id,
        String set,
        String manifestSha256,
        Instant at,
        List<AnomalyFinding> findings,
        List<ComparedSet> comparedWith) {
    private static final int OF_HASH = 16;
    private static final int MOST_IN_SHORT = 3;
    private static final int MOST_IN_HISTORY = 20;

    /** An earlier set. */
    public record ComparedSet(String set, String manifestSha256) {}

    public Alarm {
        findings = List.copyOf(findings);
        comparedWith = List.copyOf(comparedWith);
    }

    static Alarm of(AuthenticatedSet set, List<AnomalyFinding> findings, List<ComparedSet> comparedWith) {
        String name = set.manifest().set();
        return new Alarm(
                "alarm/" + name + "/" + set.manifestSha256().substring(0, OF_HASH),
                name,
                set.manifestSha256(),
                set.manifest().sealedAt(),
                findings,
                comparedWith);
    }

    /** Where the alarm of a set with this manifest lies, if there is one. */
    static String object(String set, String manifestSha256) {
        return SetObjects.RECORDS + set + "/alarm-" + manifestSha256.substring(0, OF_HASH) + ".json";
    }

    /** The first findings in words, and how many there are more: a thousand would fill a run's history. */
    public List<String> words() {
        return words(MOST_IN_HISTORY);
    }

    /** For the mark. */
    String inShort() {
        return String.join("; ", words(MOST_IN_SHORT));
    }

    private List<String> words(int most) {
        List<String> words = new ArrayList<>();
        findings.stream().limit(most).map(AnomalyFinding::words).forEach(words::add);
        if (findings.size() > most) {
            words.add("and " + (findings.size() - most) + " more");
        }
        return words;
    }
}

package dev.lifeboat.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One backup or restore of ours.
 *
 * @param seconds of the run, by Temporal's history
 * @param commandSeconds of the command as a person waits for it, its JVM's start included
 * @param betweenActivitiesSeconds in which no activity ran
 * @param withoutReadBackSeconds a restore's; of a backup the same as {@code seconds}
 * @param firstGateSeconds until the first gate was examined; 0: no gate
 * @param rows of the set or the phases
 * @param bytes of the rows as COPY text
 * @param storedBytes of a backup's set; 0: a restore
 * @param phases machine seconds of a restore's phases
 * @param activities seconds in which each type ran
 */
record OurRun(
        Work work,
        String run,
        double seconds,
        double commandSeconds,
        double betweenActivitiesSeconds,
        double withoutReadBackSeconds,
        double firstGateSeconds,
        long rows,
        long bytes,
        long storedBytes,
        SortedMap<String, Double> phases,
        SortedMap<String, Timeline.Share> activities) {

    /** What a command's summary and the run's history say. */
    static OurRun of(Work work, String run, JsonNode summary, double commandSeconds, Timeline timeline) {
        SortedMap<String, Double> phases = new TreeMap<>();
        long rows = summary.path("rows").asLong();
        long bytes = summary.path("bytes").asLong();
        for (JsonNode phase : summary.path("phases")) {
            phases.put(
                    phase.path("phase").asText(),
                    Duration.parse(phase.path("machine").asText()).toMillis() / 1e3);
            rows += phase.path("rows").asLong();
            bytes += phase.path("bytes").asLong();
        }
        return new OurRun(
                work,
                run,
                timeline.seconds(),
                commandSeconds,
                timeline.betweenActivities(),
                timeline.withoutReadingBack(),
                timeline.untilFirstGate(),
                rows,
                bytes,
                summary.path("storedBytes").asLong(),
                phases,
                timeline.shares());
    }
}

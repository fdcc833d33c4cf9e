package dev.lifeboat.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One backup or restore of ours.
 *
 * @param seconds of the run, by Temporal's history
 * @param commandSeconds of the command as a person waits for it, its JVM's start included
 * @param betweenActivitiesSeconds in which no activity worked, though one may have held something open
 * @param withoutActivitySeconds in which none ran at all
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
        double withoutActivitySeconds,
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
                timeline.withoutAnyActivity(),
                timeline.withoutReadingBack(),
                timeline.untilFirstGate(),
                rows,
                bytes,
                summary.path("storedBytes").asLong(),
                phases,
                timeline.shares());
    }

    /** Medians of everything that some runs have in common, by what it is. */
    static SortedMap<String, Statistics> medians(List<OurRun> all) {
        SortedMap<String, List<Double>> figures = new TreeMap<>();
        for (OurRun run : all) {
            String work = run.work().wireName() + ", ";
            add(figures, work + "run", run.seconds());
            add(figures, work + "command", run.commandSeconds());
            add(figures, work + "between activities", run.betweenActivitiesSeconds());
            add(figures, work + "without any activity", run.withoutActivitySeconds());
            run.phases().forEach((phase, seconds) -> add(figures, work + "phase " + phase, seconds));
            run.activities().forEach((type, share) -> add(figures, work + type, share.seconds()));
        }
        SortedMap<String, Statistics> medians = new TreeMap<>();
        figures.forEach((name, values) -> medians.put(name, Statistics.of(values)));
        return medians;
    }

    private static void add(SortedMap<String, List<Double>> figures, String name, double value) {
        figures.computeIfAbsent(name, unknown -> new ArrayList<>()).add(value);
    }
}

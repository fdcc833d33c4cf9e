package dev.lifeboat.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lifeboat.session.WireJson;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything that a bench found out. Its JSON is what figures in documents come from.
 *
 * @param format of this document
 * @param command that measured it
 */
record BenchReport(
        int format,
        String command,
        SystemFacts system,
        long bytesWanted,
        int rounds,
        int authShare,
        String heap,
        List<ShapeResult> shapes,
        List<Row> idleTargets,
        SortedMap<String, Statistics> idleMedians,
        List<OurRun> idle) {
    static final int FORMAT = 1;

    BenchReport {
        shapes = List.copyOf(shapes);
        idleTargets = List.copyOf(idleTargets);
        idleMedians = new TreeMap<>(idleMedians);
        idle = List.copyOf(idle);
    }

    /** Whether each target that was measured is met. */
    boolean met() {
        return Stream.concat(shapes.stream().flatMap(shape -> shape.targets().stream()), idleTargets.stream())
                .allMatch(Row::met);
    }

    String json() throws IOException {
        ObjectMapper mapper = WireJson.mapper().enable(SerializationFeature.INDENT_OUTPUT);
        return mapper.writeValueAsString(this) + "\n";
    }
}

package dev.lifeboat.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the worker's time went in one run, and what it needed.
 *
 * @param threadSeconds of all threads that worked, or waited for one that did; more than the run's, where they overlap
 * @param percent of them, by part
 * @param processorPercent of all processors that the worker used, on average
 * @param machinePercent of all processors that anybody used
 * @param peakHeapBytes before any collection, or at the end
 * @param peakResidentBytes of the process since its start
 */
record Profile(
        Work work,
        double runSeconds,
        double threadSeconds,
        SortedMap<String, Double> percent,
        double processorPercent,
        double machinePercent,
        long peakHeapBytes,
        long peakResidentBytes) {

    /** Both samplers' period, as bench.jfc sets it. */
    private static final double PERIOD_SECONDS = 0.010;

    /**
     * Reads a recording that {@link Recorder} made.
     *
     * @param heapBytes in use at its end: where nothing was collected, the most that ever were
     */
    static Profile read(OurRun run, Path recording, long heapBytes, long peakResidentBytes) throws IOException {
        Counts counts = new Counts();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                counts.add(file.readEvent());
            }
        }
        Map<Part, Double> seconds = counts.seconds();
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        SortedMap<String, Double> percent = new TreeMap<>();
        seconds.forEach((part, each) -> percent.put(part.wireName(), all == 0 ? 0 : 100 * each / all));
        return new Profile(
                run.work(),
                run.seconds(),
                all,
                percent,
                counts.average(counts.processor),
                counts.average(counts.machine),
                Math.max(heapBytes, counts.peakHeap),
                peakResidentBytes);
    }

    /** What the events of a recording add up to. */
    private static final class Counts {
        private final Map<Part, Integer> inJava = new HashMap<>();
        private final Map<Part, Integer> inNative = new HashMap<>();
        private final Map<Long, Integer> nativeByThread = new HashMap<>();
        private double waited;
        private double tools;
        private double processor;
        private double machine;
        private int loads;
        private long peakHeap;

        void add(RecordedEvent event) {
            switch (event.getEventType().getName()) {
                case "jdk.ExecutionSample" -> count(inJava, event);
                case "jdk.NativeMethodSample" -> {
                    RecordedThread thread = event.getThread("sampledThread");
                    nativeByThread.merge(thread == null ? -1 : thread.getJavaThreadId(), 1, Integer::sum);
                    count(inNative, event);
                }
                case "jdk.ThreadPark", "jdk.JavaMonitorWait" -> waited(event);
                case "jdk.GCHeapSummary" -> peakHeap = Math.max(peakHeap, event.getLong("heapUsed"));
                case "jdk.CPULoad" -> {
                    processor += event.getFloat("jvmUser") + event.getFloat("jvmSystem");
                    machine += event.getFloat("machineTotal");
                    loads++;
                }
                default -> {}
            }
        }

        double average(double sum) {
            return loads == 0 ? 0 : 100 * sum / loads;
        }

        /**
         * At each tick the Java sampler looks at every running thread, up to five; the native one at a single thread, each in
         * its turn. So a native sample stands for as many as there are threads in native code; some of those are there
         * always, and how often they were seen tells how many share the turns.
         */
        Map<Part, Double> seconds() {
            int samples =
                    nativeByThread.values().stream().mapToInt(Integer::intValue).sum();
            int most = nativeByThread.values().stream()
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(1);
            double weight = Math.max(1, (double) samples / most);
            Map<Part, Double> seconds = new HashMap<>();
            inJava.forEach((part, count) -> seconds.merge(part, count * PERIOD_SECONDS, Double::sum));
            inNative.forEach((part, count) -> seconds.merge(part, count * PERIOD_SECONDS * weight, Double::sum));
            seconds.merge(Part.WAIT, waited, Double::sum);
            seconds.merge(Part.TOOLS, tools, Double::sum);
            return seconds;
        }

        private static void count(Map<Part, Integer> counts, RecordedEvent event) {
            Part part = Part.of(frames(event));
            if (part != null) {
                counts.merge(part, 1, Integer::sum);
            }
        }

        /** Threads of ours that waited for others; workflows, holders and heartbeats wait by trade and hold nobody up. */
        private void waited(RecordedEvent event) {
            List<Part.Frame> frames = frames(event);
            String inner = frames.stream()
                    .map(Part.Frame::type)
                    .filter(type -> !type.startsWith("java") && !type.startsWith("jdk."))
                    .findFirst()
                    .orElse("");
            boolean ours = frames.stream().anyMatch(frame -> frame.type().startsWith("dev.lifeboat."));
            boolean byTrade = inner.startsWith("io.temporal.")
                    || frames.stream()
                            .anyMatch(frame -> frame.type().contains("Snapshot")
                                    || frame.type().contains("Heartbeat")
                                    || frame.type().startsWith("dev.lifeboat.cli."));
            if (!ours || byTrade) {
                return;
            }
            Duration duration = event.getDuration();
            if (Part.of(frames) == Part.TOOLS) {
                tools += duration.toNanos() / 1e9;
            } else {
                waited += duration.toNanos() / 1e9;
            }
        }

        private static List<Part.Frame> frames(RecordedEvent event) {
            RecordedStackTrace stack = event.getStackTrace();
            return stack == null
                    ? List.of()
                    : stack.getFrames().stream()
                            .map(frame -> new Part.Frame(
                                    frame.getMethod().getType().getName(),
                                    frame.getMethod().getName()))
                            .toList();
        }
    }
}

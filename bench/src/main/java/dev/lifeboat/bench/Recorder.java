package dev.lifeboat.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Records one run of the worker by JFR, switched on and off from outside: the measured runs know nothing of it. */
final class Recorder {
    private static final Pattern USED = Pattern.compile("generation\\s+total \\d+K, used (\\d+)K");

    private final Programs programs;
    private final Path folder;
    private final long pid;
    private int recordings;

    Recorder(Programs programs, Path folder, long pid) {
        this.programs = programs;
        this.folder = folder;
        this.pid = pid;
    }

    /** A run of ours. */
    interface Run {
        OurRun run() throws IOException, SQLException;
    }

    Profile record(Run measured) throws IOException, SQLException {
        Path settings = folder.resolve("bench.jfc");
        try (InputStream resource = Recorder.class.getResourceAsStream("/bench.jfc")) {
            Files.copy(Objects.requireNonNull(resource), settings, StandardCopyOption.REPLACE_EXISTING);
        }
        Path recording = folder.resolve("recording-" + ++recordings + ".jfr");
        jcmd("JFR.start", "name=bench", "settings=" + settings);
        OurRun run;
        long heap;
        try {
            run = measured.run();
            heap = heapBytes(jcmd("GC.heap_info"));
        } finally {
            jcmd("JFR.stop", "name=bench", "filename=" + recording);
        }
        return Profile.read(run, recording, heap, peakResidentBytes());
    }

    private String jcmd(String... arguments) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> command = new ArrayList<>(List.of(jcmd.toString(), String.valueOf(pid)));
        command.addAll(List.of(arguments));
        return programs.output(new Programs.Call(command, Map.of()));
    }

    /** Used bytes of the serial collector's generations, as the JVM prints them. */
    static long heapBytes(String info) {
        return USED.matcher(info)
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
                .sum();
    }

    /** The most memory that the worker ever had; 0 where the system does not tell. */
    long peakResidentBytes() throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                .findFirst()
                .orElse(0);
    }
}

package dev.lifeboat.bench;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.LibpqUrl;
import dev.lifeboat.runbook.ByteCount;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench/run}. Results on standard output, messages on standard error. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        version = "lifeboat bench 1",
        description = "Measures Lifeboat and other tools in alternation on the same server and data.",
        footer = {
            "",
            "Exit codes: 0 measured, 1 failed or (with --require) a target is missed, 2 usage, 130 interrupted."
        })
public final class Bench implements Callable<Integer> {
    /** Stands for standard output. */
    private static final String STANDARD_OUTPUT = "-";

    private static final long LEAST_BYTES = 1_000_000;

    private final PrintStream out;
    private final PrintStream err;
    private final List<String> arguments;

    @Option(names = "--size", paramLabel = "S", description = "bytes of rows in each shape (default: 2GB)")
    private String size = "2GB";

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            description = "mixed, narrow, wide, jsonb, many-tables, one-table, partitioned or all (default: mixed)")
    private String shape = "mixed";

    @Option(names = "--rounds", paramLabel = "N", description = "how often each pair is measured (default: 3)")
    private int rounds = 3;

    @Option(
            names = "--peer",
            paramLabel = "NAME",
            arity = "1..*",
            split = ",",
            description =
                    "pg_dump-z1, pg_dump-z6, copy-floor, usual, pg_restore-j2, pgcopydb, pgbackrest (default: all)")
    private List<String> peers = List.of();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = STANDARD_OUTPUT,
            description = "write everything as JSON; without FILE to standard output, and the table to standard error")
    private @Nullable String json;

    @Option(names = "--chart", paramLabel = "FILE", description = "draw the ratios as SVG")
    private @Nullable Path chart;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "measure on this server instead of one of the bench's own")
    private @Nullable String url;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "where the bench works (default: the system's temporary folder)")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--keep", description = "keep the folder and the databases")
    private boolean keep;

    @Option(
            names = "--auth-share",
            paramLabel = "P",
            description = "per cent of the mixed shape in its first phase (default: 5)")
    private int authShare = 5;

    @Option(
            names = "--heap",
            paramLabel = "H",
            description = "the worker's largest heap, as java takes it (default: 512m)")
    private String heap = "512m";

    @Option(names = "--cold", description = "do not warm the worker up before measuring")
    private boolean cold;

    @Option(names = "--require", description = "end with 1 if a target is missed")
    private boolean require;

    private Bench(PrintStream out, PrintStream err, List<String> arguments) {
        this.out = out;
        this.err = err;
        this.arguments = arguments;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    /** Runs a bench and returns its exit code. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new Bench(out, err, List.of(arguments)))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((exception, command, parsed) -> failed(exception, err))
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        BenchPlan plan = plan();
        BenchReport report = new BenchRun(plan, command(), message -> err.println("bench: " + message)).run();
        boolean alone = STANDARD_OUTPUT.equals(json);
        (alone ? err : out).print(Table.of(report));
        if (alone) {
            out.print(report.json());
        } else if (json != null) {
            Files.writeString(Path.of(json), report.json());
        }
        if (chart != null) {
            Files.writeString(chart, Chart.of(report));
        }
        return require && !report.met() ? 1 : 0;
    }

    private BenchPlan plan() {
        long bytes = option("--size", () -> ByteCount.parse(size)).bytes();
        require(bytes >= LEAST_BYTES, "--size: at least 1MB");
        require(rounds >= 1 && rounds <= 100, "--rounds: between 1 and 100");
        require(authShare >= 1 && authShare <= 90, "--auth-share: between 1 and 90");
        require(heap.matches("[1-9]\\d{0,5}[kKmMgG]"), "--heap: a number with k, m or g, as 512m");
        require(Files.isWritable(folder), "--folder: " + folder + " cannot be written");
        if (url != null) {
            LibpqUrl.parse(url);
        }
        writable("--json", STANDARD_OUTPUT.equals(json) || json == null ? null : Path.of(json));
        writable("--chart", chart);
        return new BenchPlan(
                bytes,
                option("", () -> Shape.parse(shape)),
                rounds,
                option("", () -> Peer.parse(peers)),
                authShare,
                heap,
                url,
                folder.toAbsolutePath(),
                keep,
                !cold);
    }

    /** Hours of measuring must not end in a folder that is not there. */
    private static void writable(String option, @Nullable Path file) {
        if (file != null) {
            Path parent = file.toAbsolutePath().getParent();
            require(
                    parent != null && Files.isWritable(parent) && !Files.isDirectory(file),
                    option + ": " + file + " cannot be written");
        }
    }

    private static <T> T option(String name, Supplier<T> parsed) {
        try {
            return parsed.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new LifeboatException(ErrorCode.USAGE, name.isEmpty() ? message : name + ": " + message, e);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new LifeboatException(ErrorCode.USAGE, message);
        }
    }

    /** What was asked for; a server's URL may hold a password. */
    private String command() {
        String given = url;
        return "bench/run "
                + String.join(
                        " ",
                        arguments.stream()
                                .map(argument -> given != null && argument.contains(given)
                                        ? argument.replace(
                                                given, LibpqUrl.parse(given).toString())
                                        : argument)
                                .toList());
    }

    private static int failed(Exception exception, PrintStream err) {
        LifeboatException known = Failures.find(exception);
        if (known == null) {
            exception.printStackTrace(err);
            return 1;
        }
        err.println("error: " + known.getMessage() + " [" + known.code() + "]");
        return known.code().exitCode();
    }
}

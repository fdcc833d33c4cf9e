package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.run.Interruption;
import dev.lifeboat.session.KnownFailures;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The command line: one line a subcommand, one place for errors. */
@Command(
        name = "lifeboat",
        mixinStandardHelpOptions = true,
        version = "lifeboat 0.1.0",
        description = "Brings a PostgreSQL application back after a disaster, in phases, with proof.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            DoctorCommand.class,
            HealthCommand.class,
            RunbookCommand.class,
            KeysCommand.class,
            BackupCommand.class,
            ListCommand.class,
            ShowCommand.class,
            CostCommand.class,
            VerifyCommand.class,
            AlarmsCommand.class,
            PinCommand.class,
            RetentionCommand.class,
            CopyCommand.class,
            DownloadCommand.class,
            CompareCommand.class,
            PlanCommand.class,
            RestoreCommand.class,
            RepairCommand.class,
            RollbackSchemaCommand.class,
            StatusCommand.class,
            DecideCommand.class,
            DrillCommand.class,
            BisectCommand.class,
            AuditCommand.class,
            ReportCommand.class,
            SchedulesCommand.class,
            NotifyCommand.class,
            WorkerCommand.class,
            ServeCommand.class,
            DevCommand.class,
            TokenCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 done with warnings, 10 no such set,",
            "11 already running, 12 wrong key, signature or checksum, 20 gate failed,",
            "21 waiting for a decision, 130 interrupted."
        })
public final class Lifeboat {
    static {
        // Before the first logger: it reads the configuration once.
        if ("json".equals(System.getenv("LIFEBOAT_LOG_FORMAT"))) {
            System.setProperty("logback.configurationFile", "logback-json.xml");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Lifeboat.class);
    private static final Duration LONGEST_CLEANUP = Duration.ofSeconds(40);

    private Lifeboat() {}

    public static void main(String[] arguments) {
        CountDownLatch ended = new CountDownLatch(1);
        // After Ctrl-C the command cleans up and says what becomes of its run; the JVM then ends with 130.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Interruption.request();
            try {
                if (Interruption.isHeeded() && !ended.await(LONGEST_CLEANUP.toSeconds(), TimeUnit.SECONDS)) {
                    System.err.println("the command did not clean up within " + LONGEST_CLEANUP.toSeconds() + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        int code;
        try {
            code = run(arguments);
        } finally {
            ended.countDown();
        }
        System.exit(code);
    }

    /** Runs a command and returns its exit code. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine all = new CommandLine(new Lifeboat());
        all.getSubcommands().values().forEach(Lifeboat::addHelp);
        return all.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, command, parsed) -> failed(exception));
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help message and exit.")
                        .build());
        command.getSubcommands().values().forEach(Lifeboat::addHelp);
    }

    /** What is wrong and where, then what to do. */
    private static int failed(Exception exception) {
        LifeboatException known = KnownFailures.find(exception);
        if (known == null) {
            LOG.error("event=command-failed", exception);
            known = new LifeboatException(
                    ErrorCode.INTERNAL,
                    "unexpected " + exception.getClass().getName() + "; LIFEBOAT_LOG=DEBUG tells more");
        }
        Output.say("error: %s [%s]", known.getMessage(), known.code());
        Output.say("hint: %s", known.code().hint());
        return known.code().exitCode();
    }
}

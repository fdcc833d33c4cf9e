package dev.lifeboat.cli;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.demo.SampleData;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.Selection;
import dev.lifeboat.run.Interruption;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.verify.VerifyReport;
import dev.lifeboat.verify.VerifyRequest;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A whole disaster, rehearsed on embedded parts. */
@Command(
        name = "demo",
        description = "Back up, verify, lose and restore a sample system, on embedded PostgreSQL and Temporal.")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private EngineOption engine = new EngineOption();

    @Option(names = "--auto-approve", description = "approve green gates instead of asking")
    private boolean autoApprove;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "200000",
            description = "about how many rows (default: 200000)")
    private long rows = 200_000;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "keep store, keys and runbook here (default: a new folder in TMPDIR, which stays, too)")
    private @Nullable Path directory;

    @Option(names = "--json", description = "one JSON object a line on standard output, the last one a summary")
    private boolean json;

    /** Each rehearsal has a target, and so a run, of its own: one that was killed does not stand in the next one's way. */
    private final String targetName = "bookings_"
            + HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());

    @Override
    public Integer call() throws IOException, SQLException {
        Path folder = directory == null ? Files.createTempDirectory("lifeboat-demo-") : directory.toAbsolutePath();
        if (directory != null && Files.exists(folder.resolve("runbook.yaml"))) {
            throw new LifeboatException(ErrorCode.USAGE, folder + " holds a demo already; name an empty folder");
        }
        Files.createDirectories(folder);
        // The servers of a rehearsal go with it, also after Ctrl-C.
        Interruption.heed();
        Output output = new Output(json);
        EmbeddedServer source = EmbeddedServer.start(folder.resolve("source-server"));
        EmbeddedServer target = EmbeddedServer.start(folder.resolve("target-server"));
        try (Session session = engine.open()) {
            return rehearse(folder, output, source, target, session);
        } finally {
            source.destroy();
            target.destroy();
            Output.say(
                    "%s stays, with the demo's sets, its private keys and its report; both servers are gone."
                            + " When you have looked: rm -r %s",
                    folder, quoted(folder));
        }
    }

    private int rehearse(Path folder, Output output, EmbeddedServer source, EmbeddedServer target, Session session)
            throws IOException, SQLException {
        Output.say("1/6 a booking system goes about its business (%s)", folder);
        if (session.uiUrl() != null) {
            Output.say("    every step can be watched at %s", session.uiUrl());
        }
        LoadedRunbook loaded = prepare(folder, source, target);

        Output.say("2/6 an encrypted, signed backup of one consistent moment is taken");
        String name = loaded.runbook().name();
        WorkflowStub taking = session.start(
                "Backup",
                RunIds.backup(name, "daily", Instant.now()),
                "demo: daily backup",
                new BackupRequest(
                        loaded.runbook(),
                        loaded.sha256(),
                        BackupMode.DAILY,
                        null,
                        "demo",
                        false,
                        SetContent.WHOLE,
                        false));
        BackupReport backup = Following.backup(taking);
        Output.say(
                "    %s: %,d rows of %s, %s stored of %s, in %.1f s",
                backup.setId(),
                backup.rows(),
                Spoken.count(backup.tables(), "table"),
                new ByteCount(backup.storedBytes()).human(),
                new ByteCount(backup.bytes()).human(),
                backup.duration().toMillis() / 1000.0);

        Output.say("3/6 the set is verified: every byte is read again, authenticated, decrypted, counted and hashed");
        WorkflowStub verifying = session.start(
                "Verify",
                RunIds.verify(name, backup.setId(), Instant.now()),
                "demo: verify",
                VerifyRequest.of(loaded.runbook(), backup.setId()));
        VerifyReport verified = Following.toEnd(verifying, VerifyReport.class);
        Output.say("    %d objects, %,d rows, signed by %s", verified.objects(), verified.rows(), verified.signer());

        Output.say("4/6 disaster: the database is dropped");
        execute(source, "postgres", "DROP DATABASE bookings");

        Output.say("5/6 the application comes back, phase by phase, each behind its gate");
        RestoreReport report = restore(session, loaded, folder, output);

        Output.say("6/6 done: %s", report.outcome());
        GateView.table(output, report);
        output.line("");
        output.line(
                "report   %s",
                folder.resolve("backups")
                        .resolve(String.valueOf(report.object()).replace(".json", ".html")));
        output.line(
                "by hand  into an empty database of a server of yours, with gpg and no Lifeboat; the key is the demo's, without a passphrase:");
        output.line("         gpg --import %s", quoted(folder.resolve("keys").resolve("backup.sec.asc")));
        output.line(
                "         CREATE_ROLES=yes sh %s postgresql://USER@HOST/DATABASE",
                quoted(folder.resolve("backups").resolve(backup.setId()).resolve("restore.sh")));
        output.summary(report);
        boolean equal = report.phases().stream().allMatch(PhaseReport::contentEqual);
        int code = RestoreRun.exitCode(report);
        return code == 0 && !equal ? ErrorCode.CONTENT_DIFFERS.exitCode() : code;
    }

    /** One word of a shell, whatever a folder is called. */
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private LoadedRunbook prepare(Path folder, EmbeddedServer source, EmbeddedServer target)
            throws IOException, SQLException {
        execute(source, "postgres", "CREATE DATABASE bookings");
        try (Connection connection = DriverManager.getConnection(source.jdbcUrl("bookings"))) {
            SampleData.createSchema(connection);
            SampleData.fill(connection, rows, 42);
        }
        // Roles belong to a server, not to a database: whoever rebuilds the server makes them first.
        execute(
                target,
                "postgres",
                "CREATE ROLE app_user NOLOGIN",
                "CREATE ROLE app_admin NOLOGIN",
                "CREATE DATABASE " + targetName);
        secret(folder.resolve("source.url"), source.url("bookings"));
        secret(folder.resolve("target.url"), target.url(targetName));
        String text;
        try (InputStream resource = DemoCommand.class.getResourceAsStream("/bookings-assistant/runbook.yaml")) {
            text = new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.writeString(folder.resolve("runbook.yaml"), text.replace("env:DATABASE_URL", "file:source.url"));
        LoadedRunbook loaded = RunbookFile.load(folder.resolve("runbook.yaml"));
        KeyFiles.generate(
                folder.resolve("keys"),
                KeyAlgorithm.CURVE25519,
                loaded.runbook().name(),
                null);
        return loaded;
    }

    private RestoreReport restore(Session session, LoadedRunbook loaded, Path folder, Output output) {
        String id = RunIds.restore(loaded.runbook().name(), targetName);
        WorkflowStub run = session.start(
                "Restore",
                id,
                "demo: restore",
                new RestoreRequest(
                        loaded.runbook(),
                        loaded.sha256(),
                        "latest",
                        DatabaseRef.of("file:" + folder.resolve("target.url")),
                        targetName,
                        autoApprove,
                        false,
                        false,
                        null,
                        session.user(),
                        List.of(session.signer().publicKey()),
                        true,
                        false,
                        Rights.ALL,
                        Selection.ALL,
                        null,
                        null));
        try {
            return RestoreRun.follow(session, run, output, RestoreRun.asksHere(session));
        } catch (LifeboatException e) {
            // The servers go with this command: nobody could go on with the run.
            if (e.code() == ErrorCode.INTERRUPTED || e.code() == ErrorCode.WAITING_FOR_DECISION) {
                run.terminate("the demo was stopped");
            }
            throw e;
        }
    }

    private static void secret(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static void execute(EmbeddedServer server, String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}

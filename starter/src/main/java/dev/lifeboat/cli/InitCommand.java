package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.suggest.DatabaseFacts;
import dev.lifeboat.suggest.PhaseSuggestion;
import dev.lifeboat.suggest.RunbookText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A first runbook from a live database. */
@Command(
        name = "init",
        description =
                "Write a first runbook from a live database, its phases suggested by names and foreign keys. Reads"
                        + " catalogues only.")
final class InitCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    @Option(names = "--from", required = true, paramLabel = "URL", description = "a libpq URL, env:NAME or file:PATH")
    private String from = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "runbook.yaml",
            description = "where to write it, - for standard output (default: ./runbook.yaml); never overwritten")
    private String output = "runbook.yaml";

    @Option(names = "--name", paramLabel = "NAME", description = "the system's name (default: the database's)")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
        if (name != null && !name.matches(NAME)) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "--name: a system's name is lower-case letters, digits and hyphens, 63 at most");
        }
        Path file = Path.of(output).toAbsolutePath();
        boolean print = output.equals(STANDARD_OUTPUT);
        if (!print && Files.exists(file)) {
            throw exists();
        }
        DatabaseFacts facts = DatabaseFacts.read(new PostgresConnector(new Secrets(System.getenv())), from);
        boolean reference = from.startsWith("env:") || from.startsWith("file:");
        // A URL may hold a password: it stays out of the file, which is meant to be shared.
        String text = RunbookText.write(
                name == null ? plain(facts.database()) : name,
                reference ? from : "env:DATABASE_URL",
                facts,
                PhaseSuggestion.of(facts));
        if (print) {
            System.out.print(text);
            return 0;
        }
        write(file, text);
        Output.say("%s is written: %s", output, Spoken.count(facts.tables().size(), "table"));
        if (!reference) {
            Output.say("set DATABASE_URL to the address that you gave; it is not in the file");
        }
        Output.say(
                "next: read it, then lifeboat keys generate -r %s, lifeboat doctor -r %s, lifeboat backup -r %s",
                output, output, output);
        return 0;
    }

    /** Checked like any runbook before it gets its name, so that nothing wrong or half-written is ever seen under it. */
    private void write(Path file, String text) throws IOException {
        Path parent = file.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "there is no folder " + parent + " to write " + output + " into");
        }
        Path draft = Files.createTempFile(parent, ".runbook-", ".yaml");
        try {
            Files.writeString(draft, text, StandardCharsets.UTF_8);
            RunbookFile.load(draft);
            // Made for this user alone; a runbook holds no secret and is read by others.
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
            // A link fails where a move would overwrite.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            throw exists();
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private LifeboatException exists() {
        return new LifeboatException(
                ErrorCode.USAGE, output + " exists; it is not overwritten: choose another file with -o");
    }

    private static String plain(String database) {
        String name =
                database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return name.isEmpty() ? "application" : name.substring(0, Math.min(name.length(), 63));
    }
}

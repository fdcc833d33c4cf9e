package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An extension that keeps rows of its user's in tables of its own, as pg_cron keeps its jobs. */
class ExtensionRowsTest {
    private static final String EXTENSION = """
            CREATE TABLE setting (key text PRIMARY KEY, value text, builtin boolean NOT NULL DEFAULT false);
            INSERT INTO setting VALUES ('zone', 'UTC', true), ('user''s', 'old', true);
            CREATE SEQUENCE job_number;
            CREATE TABLE job (id int PRIMARY KEY DEFAULT nextval('@extschema@.job_number'), command text NOT NULL);
            SELECT pg_catalog.pg_extension_config_dump('setting', 'WHERE NOT builtin ORDER BY key');
            SELECT pg_catalog.pg_extension_config_dump('job', '');
            SELECT pg_catalog.pg_extension_config_dump('job_number', '');
            """;
    private static final String SCRIPT = """
            CREATE SCHEMA cron; CREATE EXTENSION lifeboat_jobs SCHEMA cron;
            INSERT INTO cron.setting VALUES ('mine', 'a''b', false), ('tab', E'\\t\\\\N', false);
            INSERT INTO cron.job (command) SELECT 'VACUUM ' || g FROM generate_series(1, 9) g;
            DELETE FROM cron.job WHERE id = 9;
            CREATE TABLE log (job int REFERENCES cron.job, at date); INSERT INTO log VALUES (3, '2024-02-29');
            """;

    @TempDir
    static Path installation;

    @TempDir
    Path folder;

    private static OddServer server;

    /** A copy of the server's files, to which the extension is added. */
    @BeforeAll
    static void install() throws Exception {
        Path original = Path.of(
                        OddServer.base().answer("postgres", "SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
                .getParent();
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.toList()) {
                Path copy = installation.resolve(original.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Path control;
        try (Stream<Path> files = Files.walk(installation)) {
            control = files.filter(file -> file.endsWith("plpgsql.control"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(
                control.resolveSibling("lifeboat_jobs.control"), "default_version = '1.0'\nrelocatable = false\n");
        Files.writeString(control.resolveSibling("lifeboat_jobs--1.0.sql"), EXTENSION);
        server = OddServer.of(installation);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void comeBackBesideThoseThatTheExtensionMakes(Form form) throws Exception {
        OddSystem system = new OddSystem(server, server, folder, "", SCRIPT, SetContent.of(form, List.of()));
        for (String target : List.of(system.restoreAtOnce(), system.restoreScattered(), system.restoreByHand())) {
            assertThat(system.differencesInRows(target)).isEmpty();
            List<String> answers = system.answers(
                    target,
                    "SELECT (SELECT count(*) FROM cron.setting), (SELECT count(*) FROM cron.job), (SELECT last_value FROM cron.job_number)");
            assertThat(answers).containsExactly("4 | 8 | 9", "4 | 8 | 9");
        }
        assertThat(system.differences(system.restoreScattered())).isEmpty();
    }

    @Test
    void areLeftOutWithTheirTableWhereOthersAreChosen() throws Exception {
        OddSystem system =
                new OddSystem(server, server, folder, "", SCRIPT, SetContent.of(Form.ARCHIVE, List.of("log")));
        assertThat(system.manifest.rows()).isEqualTo(1);
        assertThat(system.answers(system.restoreAtOnce(), "SELECT count(*) FROM cron.setting"))
                .containsExactly("4", "2");
    }
}

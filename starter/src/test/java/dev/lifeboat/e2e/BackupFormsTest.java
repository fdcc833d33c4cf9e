package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lifeboat backup} of some tables, some rows, half of a database, and in other forms. */
class BackupFormsTest {
    @TempDir
    static Path folder;

    private static SampleSystem system;

    @BeforeAll
    static void start() throws Exception {
        system = SampleSystem.create(folder, 1_500);
        backUp("--mode", "daily").endsWith(0);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    private static CommandLine.Outcome backUp(String... options) throws Exception {
        String[] line = new String[options.length + 3];
        line[0] = "backup";
        line[1] = "--engine";
        line[2] = "memory";
        System.arraycopy(options, 0, line, 3, options.length);
        return system.commands().run(line);
    }

    @ParameterizedTest
    @CsvSource({"json, users.json.zst.pgp", "sql, full-database.sql.zst.pgp"})
    void everyFormIsVerifiedListedAndRestored(String form, String object) throws Exception {
        String label = "in-" + form;
        backUp("--form", form, "--verify", "--mode", "pre-deployment", "--label", label)
                .endsWith(0);
        String set = system.commands()
                .run("list")
                .endsWith(0)
                .out()
                .lines()
                .filter(line -> line.contains(label))
                .findFirst()
                .orElseThrow();
        assertThat(set).contains("verified").endsWith("everything, " + form);
        String id = set.substring(0, set.indexOf(' '));
        assertThat(Files.exists(folder.resolve("backups").resolve(id).resolve(object)))
                .isTrue();
        assertThat(system.commands().run("compare", "latest", id).endsWith(0).out())
                .isEqualTo("equal: 17 tables\n");
        assertThat(system.commands().run("show", "latest").endsWith(0).out()).contains("daily/");
        String target = "restored_" + form;
        system.execute("postgres", "CREATE DATABASE " + target);
        system.commands()
                .run("restore", id, "--target", system.server().url(target), "--auto-approve", "--engine", "memory")
                .endsWith(0);
        system.commands().run("compare", id, system.server().url(target)).endsWith(0);
    }

    @Test
    void choosesTablesAndRowsAndSaysWhatTheyReferTo() throws Exception {
        CommandLine.Outcome result =
                backUp("--tables", "user_roles,login_history", "--where", "login_history:id < 100", "--form", "json");
        assertThat(result.endsWith(0).err())
                .containsPattern(
                        "note: public.user_roles refers to [0-9,]+ rows of public.users that are not in the set");
        String listed = system.commands().run("list").endsWith(0).out();
        String set = listed.lines()
                .filter(line -> line.contains("2 tables, some rows, json"))
                .findFirst()
                .orElseThrow();
        CommandLine.Outcome compared = system.commands()
                .run("compare", set.substring(0, set.indexOf(' ')), "env:DATABASE_URL", "--data-only")
                .endsWith(0);
        assertThat(compared.out()).isEqualTo("equal: 1 table\n");
        assertThat(compared.err())
                .contains("not compared")
                .contains("public.login_history")
                .contains("public.users");
    }

    @Test
    void aTargetThatTheRunbookNamesIsLookedAtAndTakenAsDefault() throws Exception {
        Path declared = folder.resolve("declared.yaml");
        Files.writeString(
                declared, Files.readString(folder.resolve("runbook.yaml")) + "target: \"env:DECLARED_TARGET\"\n");
        CommandLine commands =
                system.commands().with("DECLARED_TARGET", system.server().url("nowhere"));
        assertThat(commands.run("backup", "-r", declared.toString(), "--engine", "memory", "--label", "declared")
                        .endsWith(3)
                        .err())
                .contains("warning: the runbook's target could not be looked at");
        assertThat(commands.run("plan", "latest", "-r", declared.toString())
                        .endsWith(1)
                        .err())
                .contains("TARGET_UNREACHABLE");
        assertThat(commands.run("plan", "latest").endsWith(2).err()).contains("no target");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--tables no_such_table",
                "--where users",
                "--where users:true)--",
                "--form tar",
                "--schema-only --data-only",
                "--schema-only --form json"
            })
    void refusesWhatCannotBe(String options) throws Exception {
        CommandLine.Outcome result = backUp(options.split(" "));
        assertThat(result.endsWith(2).out()).isEmpty();
        assertThat(result.err()).isNotBlank().doesNotContain("\tat ");
    }
}

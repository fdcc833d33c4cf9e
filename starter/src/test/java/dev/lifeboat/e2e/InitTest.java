package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** From a live database to a runbook that takes and restores a set. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InitTest {
    @TempDir
    static Path folder;

    private static SampleSystem system;

    @BeforeAll
    static void makeADatabase() throws Exception {
        system = SampleSystem.create(folder, 1_500);
        system.execute("bookings", "ANALYZE");
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void writesARunbookThatWorksAtOnce() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        String file = own.resolve("runbook.yaml").toString();
        assertThat(system.commands()
                        .run("init", "--from", "env:DATABASE_URL", "-o", file)
                        .endsWith(0)
                        .err())
                .contains("17 tables")
                .contains("keys generate");
        String text = Files.readString(Path.of(file));
        assertThat(text).contains("name: bookings").contains("env:DATABASE_URL").doesNotContain("postgresql://");
        assertThat(text.indexOf("- users ")).isBetween(text.indexOf("name: auth"), text.indexOf("name: business-core"));
        assertThat(text.indexOf("- bookings ")).isGreaterThan(text.indexOf("name: payments"));
        assertThat(text.indexOf("- whatsapp_messages ")).isGreaterThan(text.indexOf("name: communications"));
        system.commands().run("runbook", "validate", "-r", file).endsWith(0);
        system.commands().run("keys", "generate", "-r", file).endsWith(0);
        system.commands()
                .run("backup", "-r", file, "--mode", "daily", "--engine", "memory")
                .endsWith(0);
        assertThat(system.commands()
                        .run(
                                "restore",
                                "latest",
                                "-r",
                                file,
                                "--target",
                                "env:TARGET_URL",
                                "--auto-approve",
                                "--engine",
                                "memory",
                                "--json")
                        .endsWith(0)
                        .out())
                .contains("\"outcome\":\"COMPLETED\"");
    }

    @Test
    @Order(2)
    void keepsPasswordsOutAndOverwritesNothing() throws Exception {
        String url = system.server().url("bookings");
        String password = url.substring(url.indexOf("postgres:") + "postgres:".length(), url.indexOf('@'));
        CommandLine.Outcome printed = system.commands()
                .run("init", "--from", url, "-o", "-", "--name", "shop")
                .endsWith(0);
        assertThat(printed.out()).contains("name: shop").doesNotContain(password);
        assertThat(printed.err()).doesNotContain(password);
        String before = Files.readString(folder.resolve("runbook.yaml"));
        assertThat(system.commands().run("init", "--from", url).endsWith(2).err())
                .contains("runbook.yaml exists")
                .doesNotContain(password);
        assertThat(Files.readString(folder.resolve("runbook.yaml"))).isEqualTo(before);
    }

    @Test
    @Order(3)
    void saysWhatIsWrong() throws Exception {
        String file = folder.resolve("new.yaml").toString();
        assertThat(system.commands()
                        .run("init", "--from", "postgresql://me:secret@127.0.0.1:1/none", "-o", file)
                        .endsWith(1)
                        .err())
                .contains("SOURCE_UNREACHABLE")
                .doesNotContain("secret");
        assertThat(system.commands()
                        .run("init", "--from", "env:NO_SUCH_NAME", "-o", file)
                        .endsWith(2)
                        .err())
                .contains("NO_SUCH_NAME");
        assertThat(system.commands()
                        .run("init", "--from", "env:DATABASE_URL", "-o", file, "--name", "Not: [a name")
                        .endsWith(2)
                        .err())
                .contains("--name");
        assertThat(system.commands()
                        .run(
                                "init",
                                "--from",
                                "env:DATABASE_URL",
                                "-o",
                                folder.resolve("none/x.yaml").toString())
                        .endsWith(2)
                        .err())
                .contains("no folder");
        system.commands().run("init").endsWith(2);
        assertThat(Path.of(file)).doesNotExist();
    }
}

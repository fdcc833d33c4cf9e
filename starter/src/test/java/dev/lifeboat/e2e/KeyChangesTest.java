package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys come and go during the life of two sets, the second of which refers to rows of the first: in the primary store,
 * and in a copy that has the second alone.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeyChangesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SIGNERS = Pattern.compile("signers: \\[ *([0-9A-F]{40}), [0-9A-F]{40} *]");

    @TempDir
    static Path folder;

    private static SampleSystem system;
    private static String first;
    private static String second;

    @BeforeAll
    static void takeTwoSetsAndCopyOne() throws Exception {
        system = SampleSystem.create(folder, 1_500);
        edit("chunk: 256MiB }", "reuse: true }");
        first = backUp();
        second = backUp();
        edit("path: ./backups }", "path: ./backups }\n  copies: [ { name: near, kind: filesystem, path: ./near } ]");
        system.commands().run("copy", second, "--to", "near").endsWith(0);
        assertThat(folder.resolve("near").resolve(first).resolve("manifest.json"))
                .doesNotExist();
        String runbook = Files.readString(folder.resolve("runbook.yaml"));
        Files.writeString(
                folder.resolve("near.yaml"),
                runbook.replace("path: ./backups }", "path: ./near }").replaceAll("(?m)^  copies: .*\n", ""));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void aCopyOfASetThatRefersToAnotherIsRestoredByItself() throws Exception {
        restoresFromTheCopyAlone("copied");
    }

    @Test
    @Order(2)
    void changesBothKeysAndForgetsTheOldOnes() throws Exception {
        system.commands().run("keys", "rotate").endsWith(0);
        system.commands().run("keys", "rotate", "--signing").endsWith(3);
        CommandLine.Outcome wrapped =
                system.commands().run("keys", "rewrap", "--all").endsWith(0);
        assertThat(wrapped.out()).contains(first).contains(second).contains("/near");
        assertThat(system.commands().run("keys", "resign", "--all").endsWith(0).out())
                .contains(second);
        assertThat(system.commands().run("keys", "rewrap", "--all").endsWith(0).out())
                .doesNotContainPattern("  [1-9][0-9]* wrapped");

        edit(", \"file:keys/backup.sec.asc\"", "");
        Path runbook = folder.resolve("runbook.yaml");
        Matcher signers = SIGNERS.matcher(Files.readString(runbook));
        assertThat(signers.find()).isTrue();
        edit(signers.group(), "signers: [ " + signers.group(1) + " ]");
        Files.delete(folder.resolve("keys/backup.sec.asc"));
        Files.delete(folder.resolve("keys/signing.sec.asc"));
        String text = Files.readString(runbook);
        Files.writeString(
                folder.resolve("near.yaml"),
                text.replace("path: ./backups }", "path: ./near }").replaceAll("(?m)^  copies: .*\n", ""));
    }

    @Test
    @Order(3)
    void theNewKeysOpenAndVouchForEverySetInEachStore() throws Exception {
        assertThat(system.commands().run("keys", "list", "--sets").endsWith(0).out())
                .containsPattern(Pattern.quote(second) + " +primary")
                .containsPattern(Pattern.quote(second) + " +near");
        assertThat(system.commands().run("show", second).endsWith(0).out())
                .containsPattern("(?m)^signed by +[0-9A-F]{40}$")
                .containsPattern("(?m)^signed by +[0-9A-F]{40}, later, in primary, near$")
                .containsPattern("(?m)^readable by +[0-9A-F]{40}$")
                .containsPattern("(?m)^readable by +[0-9A-F]{40}, wrapped anew, in primary, near$");
        for (String set : new String[] {first, second}) {
            system.commands()
                    .run("verify", set, "--store", "primary", "--engine", "memory")
                    .endsWith(0);
        }
        system.commands()
                .run("verify", second, "--store", "near", "--engine", "memory")
                .endsWith(0);
        restoresFromTheCopyAlone("rewrapped");
    }

    @Test
    @Order(4)
    void stockToolsRestoreWithTheNewKeyAlone() throws Exception {
        Path gnupg = Files.createDirectory(
                folder.resolve("gnupg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path key;
        try (var keys = Files.list(folder.resolve("keys"))) {
            key = keys.filter(file -> file.getFileName().toString().matches("backup-.*\\.sec\\.asc"))
                    .findFirst()
                    .orElseThrow();
        }
        tool(gnupg, "gpg", "--batch", "--quiet", "--import", key.toString());
        for (String store : new String[] {"backups", "near"}) {
            String target = "byhand_" + store;
            system.execute("postgres", "CREATE DATABASE " + target);
            Path script = folder.resolve(store).resolve(second).resolve("restore.sh");
            assertThat(tool(gnupg, "sh", script.toString(), system.server().url(target)))
                    .contains("done:");
            assertSame(target);
        }
        tool(gnupg, "gpgconf", "--kill", "all");
    }

    @Test
    @Order(5)
    void aBackupWarnsThirtyDaysBeforeItsKeyEnds() throws Exception {
        String file = Files.readString(folder.resolve("runbook.yaml"))
                .replaceAll("(?s).*recipients: \\[ *([^ ,\\]]+).*", "$1");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        system.commands()
                .run("keys", "expire", file, "--on", today.plusDays(40).toString())
                .endsWith(0);
        system.commands().run("backup", "--engine", "memory").endsWith(0);
        system.commands()
                .run("keys", "expire", file, "--on", today.plusDays(20).toString())
                .endsWith(0);
        CommandLine.Outcome warned =
                system.commands().run("backup", "--engine", "memory").endsWith(3);
        assertThat(warned.err()).containsPattern("expires in (19|20) days").contains("lifeboat keys rotate");
        assertThat(system.commands().run("keys", "list").endsWith(3).err()).contains("lifeboat keys rotate");
    }

    private static void restoresFromTheCopyAlone(String target) throws Exception {
        system.execute("postgres", "CREATE DATABASE " + target);
        Path away = Files.move(folder.resolve("backups"), folder.resolve("away"));
        try {
            system.commands()
                    .run(
                            "restore",
                            second,
                            "-r",
                            "near.yaml",
                            "--target",
                            system.server().url(target),
                            "--auto-approve",
                            "--engine",
                            "memory")
                    .endsWith(0);
        } finally {
            Files.move(away, folder.resolve("backups"));
        }
        assertSame(target);
    }

    private static void assertSame(String target) throws Exception {
        assertThat(system.commands()
                        .run("compare", second, system.server().url(target))
                        .endsWith(0)
                        .out())
                .startsWith("equal: 17 tables");
    }

    private static String backUp() throws Exception {
        String out = system.commands()
                .run("backup", "--engine", "memory", "--json")
                .endsWith(0)
                .out()
                .strip();
        return JSON.readTree(out.substring(out.lastIndexOf('\n') + 1))
                .path("set")
                .asText();
    }

    private static void edit(String old, String fresh) throws IOException {
        Path runbook = folder.resolve("runbook.yaml");
        String text = Files.readString(runbook);
        assertThat(text).contains(old);
        Files.writeString(runbook, text.replace(old, fresh));
    }

    private static String tool(Path gnupg, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GNUPGHOME", gnupg.toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}

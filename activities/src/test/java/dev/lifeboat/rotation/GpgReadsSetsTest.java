package dev.lifeboat.rotation;

import static dev.lifeboat.rotation.TinySets.NO_SECRETS;
import static dev.lifeboat.rotation.TinySets.open;
import static dev.lifeboat.rotation.TinySets.signer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.keys.Gpg;
import dev.lifeboat.keys.SessionKeys;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gpg 2.2 alone opens each object of a set with the keys that the set is meant for, and with a later one after re-wrapping. */
class GpgReadsSetsTest {
    private static final Pattern ENTRY = Pattern.compile("\"object\" : \"([^\"]+)\",\\s+\"packet\" : \"([^\"]+)\"");

    @TempDir
    Path folder;

    private TinySets sets;
    private Gpg gpg;

    @BeforeEach
    void prepare() throws IOException {
        sets = new TinySets(folder);
        gpg = new Gpg();
    }

    @AfterEach
    void stop() throws IOException {
        gpg.close();
    }

    @Test
    void opensEachYearsObjectsWithTheCurrentAndTwoPreviousKeys() throws Exception {
        List<Path> years = List.of(sets.keys("2027"), sets.keys("2026"), sets.keys("2025"));
        Path signing = years.get(0);
        Vault restore = sets.vault(years.get(0), years, signing, List.of(signer(signing)), Map.of());
        List<Manifest> taken = new ArrayList<>();
        for (Path year : years) {
            Vault vault = sets.vault(year, List.of(), signing, List.of(signer(signing)), Map.of());
            taken.add(TinySets.add(vault, "daily/" + year.getFileName() + "-03-01", 2));
            gpg.run("--import", year.resolve("backup.sec.asc").toString());
        }
        for (Manifest manifest : taken) {
            assertThat(TinySets.rows(restore, manifest)).containsExactly("1\tuser", "2\tuser");
            for (String object : TinySets.objects(manifest)) {
                assertThat(decrypted(Files.readAllBytes(sets.store().resolve(object))))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void opensWithALaterKeyWhatWasWrappedAnewOncePacketsStandBeforeObjects() throws Exception {
        Path old = sets.keys("old");
        Path fresh = sets.keys("fresh");
        Vault vault = sets.vault(old);
        Manifest manifest = TinySets.add(vault, "daily/2026-03-01", 2);
        SessionKeys keys = SessionKeys.to(
                fresh.resolve("backup.pub.asc").toString(),
                List.of("file:" + old.resolve("backup.sec.asc")),
                null,
                NO_SECRETS);
        new Rewrapping(open(vault), keys).rewrap("daily/2026-03-01");
        gpg.run("--import", fresh.resolve("backup.sec.asc").toString());

        Path object = sets.store().resolve("daily/2026-03-01/schema.dump.pgp");
        assertThat(gpg.tried("--decrypt", object.toString()).code()).isNotZero();
        Path record = sets.rewraps("daily/2026-03-01").get(0);
        Matcher entries = ENTRY.matcher(Files.readString(record));
        List<String> found = new ArrayList<>();
        while (entries.find()) {
            byte[] packet = Base64.getDecoder().decode(entries.group(2));
            byte[] content = Files.readAllBytes(sets.store().resolve(entries.group(1)));
            byte[] message = new byte[packet.length + content.length];
            System.arraycopy(packet, 0, message, 0, packet.length);
            System.arraycopy(content, 0, message, packet.length, content.length);
            assertThat(decrypted(message)).isNotEmpty();
            found.add(entries.group(1));
        }
        assertThat(found).isEqualTo(TinySets.objects(manifest)).hasSize(3);
    }

    /** The lines of restore.sh that decrypt, run by a shell on the set as it lies in the store. */
    @Test
    void theSetsOwnScriptFindsThePackets() throws Exception {
        Path old = sets.keys("old");
        Path fresh = sets.keys("fresh");
        Vault vault = sets.vault(old);
        TinySets.add(vault, "daily/2026-03-01", 1);
        String script = Files.readString(sets.store().resolve("daily/2026-03-01/restore.sh"));
        String functions = script.substring(script.indexOf("open() {"), script.indexOf("echo \"1/7"));
        String command = "set -eu\nfail() { echo \"$2\" >&2; exit \"$1\"; }\nwork=$(mktemp -d)\n" + functions
                + "decrypt schema.dump.pgp \"$work/out\"\ncat \"$work/out\"\nrm -rf \"$work\"\n";
        gpg.run("--import", fresh.resolve("backup.sec.asc").toString());
        assertThat(shell(command)).contains("exit 12").contains("schema.dump.pgp cannot be decrypted");

        SessionKeys keys = SessionKeys.to(
                fresh.resolve("backup.pub.asc").toString(),
                List.of("file:" + old.resolve("backup.sec.asc")),
                null,
                NO_SECRETS);
        new Rewrapping(open(vault), keys).rewrap("daily/2026-03-01");
        assertThat(shell(command)).isEqualTo(new String(TinySets.SCHEMA, StandardCharsets.UTF_8) + "\nexit 0");
    }

    private String shell(String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .directory(sets.store().resolve("daily/2026-03-01").toFile())
                .redirectErrorStream(true);
        builder.environment().put("GNUPGHOME", gpg.home().toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "\nexit " + process.waitFor();
    }

    private byte[] decrypted(byte[] message) throws Exception {
        Path file = Files.write(gpg.home().resolve("message"), message);
        Path plain = gpg.home().resolve("plain");
        gpg.run("--output", plain.toString(), "--decrypt", file.toString());
        return Files.readAllBytes(plain);
    }
}

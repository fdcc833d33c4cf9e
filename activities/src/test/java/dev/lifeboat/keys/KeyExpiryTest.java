package dev.lifeboat.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key's end is set, moved and taken away, and gpg 2.2 believes it. */
class KeyExpiryTest {
    private static final Instant NEXT_CENTURY = KeyFiles.end(LocalDate.parse("2099-12-31"));

    @TempDir
    Path folder;

    private Gpg gpg;

    @BeforeEach
    void prepare() throws IOException {
        gpg = new Gpg();
    }

    @AfterEach
    void stop() throws IOException {
        gpg.close();
    }

    @ParameterizedTest
    @EnumSource
    void gpgTakesTheNewEnd(KeyAlgorithm algorithm) throws Exception {
        Path keys = folder.resolve("keys");
        KeyFiles.generate(keys, algorithm, "test", null);
        gpg.run("--import", keys.resolve("backup.pub.asc").toString());
        assertThat(ends()).hasSize(2).doesNotContain("", end(NEXT_CENTURY));

        KeyExpiry.Changed changed = set(keys.resolve("backup.sec.asc"), NEXT_CENTURY);
        importKey(changed.publicKey());
        assertThat(ends()).containsExactly(end(NEXT_CENTURY), end(NEXT_CENTURY));
        assertThat(KeyFiles.describe(ascii(changed.publicKey()), "x").expires()).isEqualTo(NEXT_CENTURY);

        Path secret = Files.writeString(folder.resolve("changed.sec.asc"), changed.secretKey());
        KeyExpiry.Changed endless = set(secret, null);
        importKey(endless.publicKey());
        assertThat(ends()).containsExactly("", "");
    }

    @Test
    void bringsAnExpiredGpgKeyBackWithItsSigningSubkey() throws Exception {
        String then = "20200101T000000";
        gpg.run(
                "--faked-system-time",
                then,
                "--passphrase",
                "",
                "--quick-generate-key",
                "ours",
                "ed25519",
                "cert",
                "1y");
        for (List<String> subkey : List.of(List.of("cv25519", "encr"), List.of("ed25519", "sign"))) {
            gpg.run(
                    "--faked-system-time",
                    then,
                    "--passphrase",
                    "",
                    "--quick-add-key",
                    gpg.fingerprint(),
                    subkey.get(0),
                    subkey.get(1),
                    "1y");
        }
        Path secret = Files.write(folder.resolve("old.sec.asc"), gpg.exported("--export-secret-keys", ""));
        KeyExpiry.Changed changed = set(secret, NEXT_CENTURY);
        assertThat(KeyImport.recipient(ascii(changed.publicKey()), "x")
                        .description()
                        .encrypts())
                .isTrue();
        Files.writeString(secret, changed.secretKey());
        PgpSigner signer = PgpSigner.of("file:" + secret, null, new Secrets(Map.of()));
        byte[] text = {1, 2, 3};
        assertThat(PgpVerifier.verify(text, signer.sign(text), signer.publicKey()))
                .isEqualTo(gpg.fingerprint());
        importKey(changed.publicKey());
        assertThat(ends()).containsOnly(end(NEXT_CENTURY));
    }

    @Test
    void needsThePassphrase() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", "sesame".toCharArray());
        Path secret = folder.resolve("keys/backup.sec.asc");
        assertThatThrownBy(() -> set(secret, NEXT_CENTURY)).hasMessageContaining("needs a passphrase");
        assertThatThrownBy(() -> KeyExpiry.set(
                        Files.readAllBytes(secret), "guess-4711".toCharArray(), null, Instant.now(), "the key"))
                .hasMessageContaining("does not unlock the key")
                .hasMessageNotContaining("guess-4711");
    }

    /** Both files are written anew with one key: another one in them would be gone. */
    @Test
    void refusesAFileWithSeveralKeys() throws IOException {
        Path two = twoKeys();
        assertThatThrownBy(() -> set(two, NEXT_CENTURY))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining(two + " holds 2 keys");
        byte[] content = Files.readAllBytes(two);
        assertThatThrownBy(() -> KeyImport.secret(content, "two", null, null)).hasMessageContaining("two holds 2 keys");
    }

    private Path twoKeys() throws IOException {
        StringBuilder both = new StringBuilder();
        for (String name : List.of("one", "other")) {
            KeyFiles.generate(folder.resolve(name), KeyAlgorithm.CURVE25519, name, null);
            both.append(Files.readString(folder.resolve(name).resolve("backup.sec.asc")));
        }
        return Files.writeString(folder.resolve("two.sec.asc"), both);
    }

    /** Written into four bytes it would be a day in this century. */
    @Test
    void refusesAnEndThatOpenPgpCannotSay() {
        Path keys = folder.resolve("keys");
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "test", null);
        assertThatThrownBy(() -> set(keys.resolve("backup.sec.asc"), Instant.parse("9999-12-31T00:00:00Z")))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining("136 years");
        assertThatThrownBy(() -> KeyFiles.generate(
                        folder.resolve("late"), KeyAlgorithm.CURVE25519, "test", null, Period.ofYears(200)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("136 years");
    }

    @Test
    void warnsThirtyDaysAheadAndNotBefore() {
        Path keys = folder.resolve("keys");
        Instant end = KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "test", null)
                .get(0)
                .expires();
        Keys named = new Keys(
                List.of(keys.resolve("backup.pub.asc").toString()),
                "file:" + keys.resolve("signing.sec.asc"),
                List.of(),
                null,
                List.of());
        Secrets secrets = new Secrets(Map.of());
        assertThat(KeyWatch.warnings(named, secrets, end.minus(31, ChronoUnit.DAYS)))
                .isEmpty();
        assertThat(KeyWatch.warnings(named, secrets, end.minus(29, ChronoUnit.DAYS)))
                .singleElement()
                .asString()
                .contains("backup.pub.asc expires in 29 days", "lifeboat keys rotate");
        assertThat(KeyWatch.warnings(named, secrets, end.plusSeconds(1)))
                .singleElement()
                .asString()
                .contains("has expired");
    }

    private static KeyExpiry.Changed set(Path secret, Instant until) throws IOException {
        return KeyExpiry.set(Files.readAllBytes(secret), null, until, Instant.now(), secret.toString());
    }

    private void importKey(String publicKey) throws Exception {
        Path file = Files.writeString(folder.resolve("changed.pub.asc"), publicKey);
        gpg.run("--import", file.toString());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String end(Instant end) {
        return String.valueOf(end.getEpochSecond());
    }

    /** The seventh field of each key and subkey, in seconds since 1970; empty: it does not end. */
    private List<String> ends() throws Exception {
        return gpg.run("--with-colons", "--list-keys")
                .lines()
                .filter(line -> line.startsWith("pub:") || line.startsWith("sub:"))
                .map(line -> line.split(":", -1)[6])
                .toList();
    }
}

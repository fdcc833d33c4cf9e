package dev.lifeboat.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stock gpg reads what we write, and we read what it writes. */
class GpgTest {
    private static final byte[] TEXT = "Grüße\tan\\alle\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectory(
                folder.resolve("gnupg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @AfterEach
    void stopAgent() throws Exception {
        new ProcessBuilder("gpgconf", "--homedir", home.toString(), "--kill", "all")
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @EnumSource
    void gpgDecryptsAndVerifiesWithGeneratedKeys(KeyAlgorithm algorithm) throws Exception {
        Path keys = folder.resolve("keys");
        KeyFiles.generate(keys, algorithm, "test", null);
        gpg("--import", keys.resolve("backup.sec.asc").toString());
        gpg("--import", keys.resolve("signing.pub.asc").toString());

        Files.write(folder.resolve("text.pgp"), seal(keys.resolve("backup.pub.asc")));
        gpg(
                "--output",
                folder.resolve("text").toString(),
                "--decrypt",
                folder.resolve("text.pgp").toString());
        assertThat(Files.readAllBytes(folder.resolve("text"))).isEqualTo(TEXT);

        PgpSigner signer = PgpSigner.of("file:" + keys.resolve("signing.sec.asc"), null, new Secrets(Map.of()));
        Files.write(folder.resolve("text.asc"), signer.sign(TEXT));
        gpg(
                "--verify",
                folder.resolve("text.asc").toString(),
                folder.resolve("text").toString());
        assertThat(PgpVerifier.verify(TEXT, Files.readAllBytes(folder.resolve("text.asc")), signer.publicKey()))
                .isEqualTo(signer.fingerprint());
    }

    @Test
    void opensWhatGpgEncryptedWithAKeyOfItsOwn() throws Exception {
        gpg("--passphrase", "sesame", "--quick-generate-key", "gpg user", "default", "default", "never");
        Files.write(folder.resolve("text"), TEXT);
        gpg(
                "--trust-model",
                "always",
                "-r",
                "gpg user",
                "--compress-algo",
                "none",
                "--output",
                folder.resolve("text.pgp").toString(),
                "--encrypt",
                folder.resolve("text").toString());
        gpg(
                "--passphrase",
                "sesame",
                "--armor",
                "--output",
                folder.resolve("sec.asc").toString(),
                "--export-secret-keys",
                "gpg user");
        PgpOpener opener = PgpOpener.of(
                List.of("file:" + folder.resolve("sec.asc")), "env:PASS", new Secrets(Map.of("PASS", "sesame")));
        assertThat(open(opener, Files.readAllBytes(folder.resolve("text.pgp")))).isEqualTo(TEXT);

        gpg("--armor", "--output", folder.resolve("pub.asc").toString(), "--export", "gpg user");
        assertThat(open(opener, seal(folder.resolve("pub.asc")))).isEqualTo(TEXT);
        PgpOpener wrong = PgpOpener.of(
                List.of("file:" + folder.resolve("sec.asc")), "env:PASS", new Secrets(Map.of("PASS", "wrong")));
        assertCode(() -> open(wrong, Files.readAllBytes(folder.resolve("text.pgp"))), ErrorCode.KEY_UNUSABLE);
    }

    @Test
    void neverDeliversAnAlteredMessageAsWhole() throws Exception {
        Path keys = folder.resolve("keys");
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "test", null);
        PgpOpener opener = PgpOpener.of(List.of("file:" + keys.resolve("backup.sec.asc")), null, new Secrets(Map.of()));
        byte[] message = seal(keys.resolve("backup.pub.asc"));
        assertThat(open(opener, message)).isEqualTo(TEXT);
        for (int at : new int[] {message.length / 2, message.length - 1, message.length - 30, 250}) {
            byte[] flipped = message.clone();
            flipped[at] ^= 1;
            assertCode(() -> open(opener, flipped), ErrorCode.SET_CORRUPT);
        }
        for (int length : new int[] {message.length - 1, message.length / 2, 400, 0}) {
            assertCode(() -> open(opener, Arrays.copyOf(message, length)), ErrorCode.SET_CORRUPT);
        }
        assertCode(() -> open(opener, Arrays.copyOf(message, message.length + 1)), ErrorCode.SET_CORRUPT);
    }

    @Test
    void saysWhichKeyIsWrong() throws Exception {
        KeyFiles.generate(folder.resolve("a"), KeyAlgorithm.CURVE25519, "a", null);
        KeyFiles.generate(folder.resolve("b"), KeyAlgorithm.CURVE25519, "b", "secret".toCharArray());
        PgpOpener stranger =
                PgpOpener.of(List.of("file:" + folder.resolve("b/backup.sec.asc")), null, new Secrets(Map.of()));
        byte[] forA = seal(folder.resolve("a/backup.pub.asc"));
        assertCode(() -> open(stranger, forA), ErrorCode.KEY_UNUSABLE);
        byte[] forB = seal(folder.resolve("b/backup.pub.asc"));
        assertThatThrownBy(() -> open(stranger, forB)).hasMessageContaining("needs a passphrase");
        assertThatThrownBy(() -> KeyFiles.generate(folder.resolve("a"), KeyAlgorithm.RSA4096, "x", null))
                .hasMessageContaining("never overwritten");
        Files.writeString(folder.resolve("junk.asc"), "not a key");
        assertCode(
                () -> PgpSealer.forRecipients(List.of(folder.resolve("junk.asc").toString())), ErrorCode.KEY_UNUSABLE);
    }

    @Test
    void refusesForeignOrAlteredSignatures() {
        KeyFiles.generate(folder.resolve("a"), KeyAlgorithm.CURVE25519, "a", null);
        KeyFiles.generate(folder.resolve("b"), KeyAlgorithm.CURVE25519, "b", null);
        PgpSigner a = PgpSigner.of("file:" + folder.resolve("a/signing.sec.asc"), null, new Secrets(Map.of()));
        PgpSigner b = PgpSigner.of("file:" + folder.resolve("b/signing.sec.asc"), null, new Secrets(Map.of()));
        byte[] signature = a.sign(TEXT);
        assertCode(() -> PgpVerifier.verify(TEXT, signature, b.publicKey()), ErrorCode.SIGNATURE_INVALID);
        assertCode(() -> PgpVerifier.verify(new byte[] {1}, signature, a.publicKey()), ErrorCode.SIGNATURE_INVALID);
        assertCode(() -> PgpVerifier.verify(TEXT, new byte[] {1, 2}, a.publicKey()), ErrorCode.SIGNATURE_INVALID);
        assertCode(() -> PgpVerifier.verify(TEXT, signature, new byte[0]), ErrorCode.SIGNATURE_INVALID);
    }

    private byte[] seal(Path publicKey) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream sealed =
                PgpSealer.forRecipients(List.of(publicKey.toString())).seal(bytes)) {
            sealed.write(TEXT);
        }
        return bytes.toByteArray();
    }

    private static byte[] open(PgpOpener opener, byte[] message) throws IOException {
        return opener.open(new ByteArrayInputStream(message)).readAllBytes();
    }

    private static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private void gpg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("gpg", "--homedir", home.toString(), "--batch", "--yes", "--pinentry-mode", "loopback"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}

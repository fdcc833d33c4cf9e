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
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that gpg 2.2 made are taken for what they are good for, and no other. */
class KeyImportTest {
    private static final byte[] TEXT = "rows".getBytes(StandardCharsets.UTF_8);
    private static final String PASSPHRASE = "sesame";

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
    @ValueSource(strings = {"rsa2048", "ed25519"})
    void takesAKeyWithSubkeysAndSeveralUserIds(String algorithm) throws Exception {
        make(algorithm, "cert", "never");
        subkey(algorithm.equals("ed25519") ? "cv25519" : algorithm, "encr");
        subkey(algorithm, "sign");
        gpg.run("--passphrase", PASSPHRASE, "--quick-add-uid", gpg.fingerprint(), "second <s@example.com>");

        KeyImport.Accepted taken = KeyImport.recipient(gpg.exported("--export", PASSPHRASE), "gpg.asc");
        KeyDescription key = taken.description();
        assertThat(key.fingerprint()).isEqualTo(gpg.fingerprint());
        assertThat(key.encrypts()).isTrue();
        assertThat(key.signs()).isTrue();
        assertThat(key.secret()).isFalse();
        assertThat(key.userId()).contains("ours", "second <s@example.com>");

        byte[] secret = gpg.exported("--export-secret-keys", PASSPHRASE);
        KeyImport.Accepted kept =
                KeyImport.secret(secret, "gpg.asc", PASSPHRASE.toCharArray(), "other words".toCharArray());
        assertThat(open(kept.armored(), "other words", seal(taken.armored()))).isEqualTo(TEXT);
        assertUnusable(() -> open(kept.armored(), PASSPHRASE, seal(taken.armored())), "does not unlock");
        Path file = Files.writeString(folder.resolve("kept.asc"), kept.armored());
        PgpSigner signer = PgpSigner.of("file:" + file, "env:PASS", new Secrets(Map.of("PASS", "other words")));
        assertThat(PgpVerifier.verify(TEXT, signer.sign(TEXT), signer.publicKey()))
                .isEqualTo(gpg.fingerprint());
    }

    @Test
    void refusesAPrivateKeyWhereAPublicOneBelongs() throws Exception {
        make("ed25519", "sign", "never");
        byte[] secret = gpg.exported("--export-secret-keys", PASSPHRASE);
        assertUnusable(() -> KeyImport.recipient(secret, "gpg.asc"), "holds a private key where a public one belongs");
        Path file = Files.write(folder.resolve("wrong.pub.asc"), secret);
        assertUnusable(() -> PgpSealer.forRecipients(List.of(file.toString())), "holds a private key");
        byte[] publicKey = gpg.exported("--export", PASSPHRASE);
        assertUnusable(
                () -> KeyImport.secret(publicKey, "gpg.asc", null, null),
                "holds a public key where a secret one belongs");
    }

    @Test
    void refusesAKeyThatOnlySigns() throws Exception {
        make("ed25519", "sign", "never");
        byte[] key = gpg.exported("--export", PASSPHRASE);
        assertUnusable(() -> KeyImport.recipient(key, "gpg.asc"), "gpg.asc cannot encrypt");
    }

    @Test
    void refusesAnExpiredKeyForEncryptionAndTakesItForDecryption() throws Exception {
        gpg.run(
                "--faked-system-time",
                "20200101T000000",
                "--passphrase",
                PASSPHRASE,
                "--quick-generate-key",
                "ours",
                "ed25519",
                "sign",
                "1y");
        gpg.run(
                "--faked-system-time",
                "20200102T000000",
                "--passphrase",
                PASSPHRASE,
                "--quick-add-key",
                gpg.fingerprint(),
                "cv25519",
                "encr",
                "1y");
        byte[] key = gpg.exported("--export", PASSPHRASE);
        assertUnusable(
                () -> KeyImport.recipient(key, "gpg.asc"), "gpg.asc cannot be used: its primary key has expired");
        byte[] secret = gpg.exported("--export-secret-keys", PASSPHRASE);
        assertThat(KeyImport.secret(secret, "gpg.asc", PASSPHRASE.toCharArray(), null)
                        .description()
                        .encrypts())
                .isTrue();
    }

    @Test
    void refusesARevokedKey() throws Exception {
        make("ed25519", "sign", "never");
        Path made = gpg.home().resolve("openpgp-revocs.d").resolve(gpg.fingerprint() + ".rev");
        // gpg puts a colon before the certificate, so that it is not used by mistake.
        Files.writeString(folder.resolve("rev"), Files.readString(made).replace(":-----BEGIN", "-----BEGIN"));
        gpg.run("--import", folder.resolve("rev").toString());
        byte[] key = gpg.exported("--export", PASSPHRASE);
        assertUnusable(() -> KeyImport.recipient(key, "gpg.asc"), "revoked");
    }

    @Test
    void saysWhichPassphraseIsWrongAndNeverWhatItIs() throws Exception {
        make("ed25519", "sign", "never");
        byte[] secret = gpg.exported("--export-secret-keys", PASSPHRASE);
        assertUnusable(() -> KeyImport.secret(secret, "gpg.asc", null, null), "gpg.asc needs a passphrase");
        assertThatThrownBy(() -> KeyImport.secret(secret, "gpg.asc", "guess-4711".toCharArray(), null))
                .hasMessageContaining("does not unlock gpg.asc")
                .hasMessageNotContaining("guess-4711");
    }

    @Test
    void saysWhatIsWrongWithAFileThatHoldsNoKey() throws Exception {
        Path missing = folder.resolve("missing.asc");
        assertUnusable(() -> PgpSealer.forRecipients(List.of(missing.toString())), "it does not exist");
        Path huge = folder.resolve("huge.asc");
        Files.write(huge, new byte[(1 << 20) + 1]);
        assertUnusable(() -> PgpSealer.forRecipients(List.of(huge.toString())), "larger than 1 MiB");
        assertThatThrownBy(() -> PgpOpener.of(List.of("file:" + huge), null, new Secrets(Map.of())))
                .hasMessageContaining("larger than 1 MiB");
        Path binary = folder.resolve("binary.gpg");
        Files.write(binary, new byte[] {(byte) 0x95, (byte) 0xff, 0, 1, (byte) 0xfe});
        assertThatThrownBy(() -> PgpOpener.of(List.of("file:" + binary), null, new Secrets(Map.of())))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_MISSING))
                .hasMessageContaining("has to be armored");
        assertUnusable(() -> KeyImport.recipient(new byte[] {1, 2, 3}, "junk"), "junk");
    }

    @Test
    void takesABinaryPublicKey() throws Exception {
        make("ed25519", "sign", "never");
        subkey("cv25519", "encr");
        Path file = gpg.home().resolve("binary");
        gpg.run("--output", file.toString(), "--export");
        assertThat(KeyImport.recipient(Files.readAllBytes(file), "binary").armored())
                .startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----");
    }

    private void make(String algorithm, String usage, String expires) throws Exception {
        gpg.run("--passphrase", PASSPHRASE, "--quick-generate-key", "ours", algorithm, usage, expires);
    }

    private void subkey(String algorithm, String usage) throws Exception {
        gpg.run("--passphrase", PASSPHRASE, "--quick-add-key", gpg.fingerprint(), algorithm, usage, "never");
    }

    private byte[] seal(String publicKey) throws IOException {
        Path file = Files.writeString(folder.resolve("recipient.asc"), publicKey);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream plain =
                PgpSealer.forRecipients(List.of(file.toString())).seal(bytes)) {
            plain.write(TEXT);
        }
        return bytes.toByteArray();
    }

    private byte[] open(String secretKey, String passphrase, byte[] message) throws IOException {
        Path file = Files.writeString(folder.resolve("secret.asc"), secretKey);
        return PgpOpener.of(List.of("file:" + file), "env:PASS", new Secrets(Map.of("PASS", passphrase)))
                .open(new ByteArrayInputStream(message))
                .readAllBytes();
    }

    private static void assertUnusable(ThrowingCallable call, String reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_UNUSABLE))
                .hasMessageContaining(reason);
    }
}

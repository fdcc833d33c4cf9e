package dev.lifeboat.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subkey is worth what its primary key is worth, and signs only if it says so itself. */
class KeyValidityTest {
    private static final byte[] TEXT = "manifest".getBytes(StandardCharsets.UTF_8);
    private static final Secrets NO_SECRETS = new Secrets(Map.of());

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

    @Test
    void refusesASubkeyWhosePrimaryKeyHasExpired() throws Exception {
        gpg("--faked-system-time", "20200101T000000", "--quick-generate-key", "old", "ed25519", "cert", "1y");
        addSubkeys("20200102T000000");
        assertUnusable("expired");
    }

    @Test
    void refusesASubkeyWhosePrimaryKeyIsRevoked() throws Exception {
        gpg("--quick-generate-key", "old", "ed25519", "cert", "never");
        addSubkeys("");
        Path made = home.resolve("openpgp-revocs.d").resolve(fingerprint() + ".rev");
        // gpg puts a colon before the certificate, so that it is not used by mistake.
        Files.writeString(folder.resolve("rev"), Files.readString(made).replace(":-----BEGIN", "-----BEGIN"));
        gpg("--import", folder.resolve("rev").toString());
        assertUnusable("revoked");
    }

    @Test
    void signsAndVerifiesWithASubkeyThatGpgMade() throws Exception {
        gpg("--quick-generate-key", "ours", "ed25519", "cert", "never");
        addSubkeys("");
        PgpSigner signer = PgpSigner.of("file:" + exported("--export-secret-keys"), null, NO_SECRETS);
        assertThat(PgpVerifier.verify(TEXT, signer.sign(TEXT), signer.publicKey()))
                .isEqualTo(fingerprint())
                .isEqualTo(signer.fingerprint());
        assertThat(PgpSealer.forRecipients(List.of(exported("--export").toString())))
                .isNotNull();
    }

    @Test
    void verifiesWhatAKeySignedBeforeItExpired() throws Exception {
        gpg("--faked-system-time", "20200101T000000", "--quick-generate-key", "old", "ed25519", "sign", "1y");
        Files.write(folder.resolve("text"), TEXT);
        Path signature = folder.resolve("sig");
        gpg("--faked-system-time", "20200201T000000", "--output", signature.toString(), "--detach-sign", text());
        byte[] publicKey = Files.readAllBytes(exported("--export"));
        assertThat(PgpVerifier.verify(TEXT, Files.readAllBytes(signature), publicKey))
                .isEqualTo(fingerprint());
    }

    /** Without its back-signature, anybody's key can be put under a primary key, and its signatures claimed. */
    @Test
    void refusesASigningSubkeyThatDoesNotAgreeToItsPrimaryKey() throws Exception {
        Date now = new Date();
        PGPKeyPair primary = pair(now);
        PGPKeyPair subkey = pair(now);
        PGPKeyRingGenerator generator = ring(primary);
        PGPSignatureSubpacketGenerator flags = new PGPSignatureSubpacketGenerator();
        flags.setKeyFlags(true, KeyFlags.SIGN_DATA);
        generator.addSubKey(subkey, flags.generate(), null);
        Path secret = folder.resolve("sec.asc");
        Files.write(secret, KeyFiles.armored(generator.generateSecretKeyRing()::encode));
        assertCode(() -> PgpSigner.of("file:" + secret, null, NO_SECRETS), ErrorCode.KEY_UNUSABLE);

        byte[] publicKey = KeyFiles.armored(generator.generatePublicKeyRing()::encode);
        byte[] signature = sign(subkey);
        assertCode(() -> PgpVerifier.verify(TEXT, signature, publicKey), ErrorCode.SIGNATURE_INVALID);
    }

    @Test
    void leavesNoKeyBehindWhenOneOfThemCannotBeWritten() throws Exception {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a", TEXT);
        files.put("missing/b", TEXT);
        assertThatThrownBy(() -> SafeFiles.writeNew(keys, files)).isInstanceOf(IOException.class);
        assertThat(keys).isEmptyDirectory();
        files.remove("missing/b");
        SafeFiles.writeNew(keys, files);
        // What was there before is never taken away.
        assertThatThrownBy(() -> SafeFiles.writeNew(keys, files)).isInstanceOf(IOException.class);
        assertThat(keys.resolve("a")).hasBinaryContent(TEXT);
    }

    private void assertUnusable(String reason) throws Exception {
        String publicKey = exported("--export").toString();
        assertThatThrownBy(() -> PgpSealer.forRecipients(List.of(publicKey)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_UNUSABLE))
                .hasMessageContaining(publicKey)
                .hasMessageContaining(reason);
        String secretKey = "file:" + exported("--export-secret-keys");
        assertThatThrownBy(() -> PgpSigner.of(secretKey, null, NO_SECRETS)).hasMessageContaining(reason);
    }

    private void addSubkeys(String time) throws Exception {
        for (List<String> subkey : List.of(List.of("cv25519", "encr"), List.of("ed25519", "sign"))) {
            List<String> arguments = new ArrayList<>(time.isEmpty() ? List.of() : List.of("--faked-system-time", time));
            arguments.addAll(List.of("--quick-add-key", fingerprint(), subkey.get(0), subkey.get(1), "never"));
            gpg(arguments.toArray(String[]::new));
        }
    }

    private String text() {
        return folder.resolve("text").toString();
    }

    private Path exported(String what) throws Exception {
        Path file = folder.resolve(what.substring(2) + ".asc");
        gpg("--armor", "--output", file.toString(), what);
        return file;
    }

    private String fingerprint() throws Exception {
        return gpg("--with-colons", "--list-keys")
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("[^0-9A-F]", "");
    }

    private static PGPKeyPair pair(Date now) throws Exception {
        return new JcaPGPKeyPair(
                PublicKeyPacket.VERSION_4,
                PublicKeyAlgorithmTags.EDDSA_LEGACY,
                KeyPairGenerator.getInstance("Ed25519", PgpKeys.PROVIDER).generateKeyPair(),
                now);
    }

    private static PGPKeyRingGenerator ring(PGPKeyPair primary) throws Exception {
        PGPSignatureSubpacketGenerator flags = new PGPSignatureSubpacketGenerator();
        flags.setKeyFlags(true, KeyFlags.CERTIFY_OTHER);
        return new PGPKeyRingGenerator(
                PGPSignature.POSITIVE_CERTIFICATION,
                primary,
                "thief",
                new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1),
                flags.generate(),
                null,
                new JcaPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512)
                        .setProvider(PgpKeys.PROVIDER),
                null);
    }

    private static byte[] sign(PGPKeyPair pair) throws Exception {
        PGPPublicKey key = pair.getPublicKey();
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new JcaPGPContentSignerBuilder(key.getAlgorithm(), HashAlgorithmTags.SHA512)
                        .setProvider(PgpKeys.PROVIDER),
                key);
        generator.init(PGPSignature.BINARY_DOCUMENT, pair.getPrivateKey());
        generator.update(TEXT);
        return KeyFiles.armored(generator.generate()::encode);
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private String gpg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "gpg",
                "--homedir",
                home.toString(),
                "--batch",
                "--yes",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                ""));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}

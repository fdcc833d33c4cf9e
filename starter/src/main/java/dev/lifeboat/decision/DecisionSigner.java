package dev.lifeboat.decision;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * A starter's Ed25519 key pair, kept in the state folder. Its public half travels in a restore's input, so that the
 * workflow can tell a decision of a signed-in person from one that somebody sent to Temporal directly. Thread-safe.
 */
public final class DecisionSigner {
    private static final String FILE = "decisions.key";

    private final PrivateKey privateKey;
    private final String publicKey;

    private DecisionSigner(PrivateKey privateKey, String publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** Reads the key pair of a state folder, or makes it. Throws KEY_UNUSABLE. */
    public static DecisionSigner of(Path stateFolder) {
        Path file = stateFolder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            if (lines.size() != 2) {
                throw new LifeboatException(
                        KEY_UNUSABLE, file + " is not a decision key; move it away to get a new one");
            }
            byte[] encoded = Base64.getDecoder().decode(lines.get(0));
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new DecisionSigner(key, lines.get(1));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new LifeboatException(KEY_UNUSABLE, "the decision key " + file + " cannot be read or made", e);
        }
    }

    /** Two processes may start at once: the first one's key stays. */
    private static void write(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        String content = base64.encodeToString(pair.getPrivate().getEncoded())
                + "\n"
                + base64.encodeToString(pair.getPublic().getEncoded())
                + "\n";
        Path temporary = Files.createTempFile(
                file.getParent(),
                FILE,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, content, StandardCharsets.US_ASCII, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            if (!Files.exists(file)) {
                throw e;
            }
        } finally {
            Files.delete(temporary);
        }
    }

    /** Base64 of the X.509 public key, as {@code RestoreRequest.deciderKeys} holds it. */
    public String publicKey() {
        return publicKey;
    }

    /** The decision with its token. */
    public Decision sign(Decision decision) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(decision.signedText().getBytes(StandardCharsets.UTF_8));
            String token = Base64.getEncoder().encodeToString(signature.sign());
            return new Decision(
                    decision.run(),
                    decision.phase(),
                    decision.stage(),
                    decision.verb(),
                    decision.evidence(),
                    decision.nonce(),
                    decision.by(),
                    decision.roles(),
                    decision.reason(),
                    decision.target(),
                    decision.at(),
                    token);
        } catch (GeneralSecurityException e) {
            throw new LifeboatException(KEY_UNUSABLE, "the decision cannot be signed", e);
        }
    }
}

package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.jspecify.annotations.Nullable;

/** Making and describing key files. */
public final class KeyFiles {
    /** Every file that {@link #generate} writes. */
    public static final List<String> NAMES =
            List.of("backup.pub.asc", "backup.sec.asc", "signing.pub.asc", "signing.sec.asc");
    /** How long a key encrypts unless somebody says otherwise; it decrypts for ever. */
    public static final Period YEAR = Period.ofYears(1);

    private KeyFiles() {}

    /** Writes something in OpenPGP's binary form. */
    interface Encodable {
        void encode(OutputStream out) throws IOException;
    }

    /** As {@link #generate(Path, KeyAlgorithm, String, char[], Period)}, for a year. */
    public static List<KeyDescription> generate(
            Path folder, KeyAlgorithm algorithm, String owner, char @Nullable [] passphrase) {
        return generate(folder, algorithm, owner, passphrase, YEAR);
    }

    /**
     * Generates a backup key (encrypts) and, apart from it, a signing key. Writes {@link #NAMES}, 0600, and returns their
     * descriptions. Throws USAGE when one of the files exists: an overwritten key is a lost backup.
     *
     * @param owner named in the user ids
     * @param passphrase protects the secret keys; null: they are not protected
     * @param expires when the backup key no longer encrypts, from now; null: never
     */
    public static List<KeyDescription> generate(
            Path folder, KeyAlgorithm algorithm, String owner, char @Nullable [] passphrase, @Nullable Period expires) {
        Instant now = Instant.now();
        KeyMaker maker = new KeyMaker(algorithm, passphrase, now);
        return write(folder, NAMES, () -> {
            KeyMaker.Made backup = maker.backup(owner, expires == null ? null : end(now, expires));
            KeyMaker.Made signing = maker.signing(owner);
            return List.of(backup.publicKey(), backup.secretKey(), signing.publicKey(), signing.secretKey());
        });
    }

    /**
     * Generates one pair, {@code NAME.pub.asc} and {@code NAME.sec.asc}: a backup key, or a signing key, which never expires by
     * itself. Throws USAGE when one of them exists.
     */
    public static List<KeyDescription> generateOne(
            Path folder,
            String name,
            boolean signing,
            KeyAlgorithm algorithm,
            String owner,
            char @Nullable [] passphrase,
            @Nullable Period expires) {
        Instant now = Instant.now();
        KeyMaker maker = new KeyMaker(algorithm, passphrase, now);
        return write(folder, List.of(name + ".pub.asc", name + ".sec.asc"), () -> {
            KeyMaker.Made made =
                    signing ? maker.signing(owner) : maker.backup(owner, expires == null ? null : end(now, expires));
            return List.of(made.publicKey(), made.secretKey());
        });
    }

    private interface Making {
        List<String> make() throws PGPException, GeneralSecurityException;
    }

    private static List<KeyDescription> write(Path folder, List<String> names, Making making) {
        for (String name : names) {
            if (Files.exists(folder.resolve(name))) {
                throw new LifeboatException(USAGE, folder.resolve(name) + " exists; keys are never overwritten");
            }
        }
        try {
            SafeFiles.makeFolder(folder);
            List<String> made = making.make();
            Map<String, byte[]> files = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                files.put(names.get(i), made.get(i).getBytes(StandardCharsets.US_ASCII));
            }
            SafeFiles.writeNew(folder, files);
        } catch (IOException | PGPException | GeneralSecurityException e) {
            throw new LifeboatException(
                    KEY_UNUSABLE, "keys cannot be generated in " + folder + ": " + e.getMessage(), e);
        }
        return names.stream().map(name -> describe(folder.resolve(name))).toList();
    }

    private static Instant end(Instant now, Period period) {
        return now.atZone(ZoneOffset.UTC).plus(period).toInstant();
    }

    /** The last moment of a day. */
    public static Instant end(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Describes a public or secret key file. Throws KEY_UNUSABLE. */
    public static KeyDescription describe(Path file) {
        return describe(PgpKeys.read(file.toString()), file.toString());
    }

    /**
     * Describes a public or secret key. Throws KEY_UNUSABLE.
     *
     * @param name says where it came from
     */
    public static KeyDescription describe(byte[] content, String name) {
        String text = new String(content, StandardCharsets.UTF_8);
        boolean secret = text.contains("PRIVATE KEY BLOCK");
        List<PGPPublicKey> keys = new ArrayList<>();
        if (secret) {
            PgpKeys.secretRing(text, name).getPublicKeys().forEachRemaining(keys::add);
        } else {
            PgpKeys.publicRing(content, name).forEach(keys::add);
        }
        return describe(keys, secret, name);
    }

    static KeyDescription describe(List<PGPPublicKey> keys, boolean secret, String name) {
        PGPPublicKey primary = keys.get(0);
        List<String> userIds = new ArrayList<>();
        primary.getUserIDs().forEachRemaining(userIds::add);
        List<PGPPublicKey> encrypting = keys.stream()
                .filter(key -> key.isEncryptionKey() && (PgpKeys.flagsOf(key) & PgpKeys.ENCRYPTS) != 0)
                .toList();
        return new KeyDescription(
                name,
                PgpKeys.fingerprint(primary),
                nameOf(primary),
                String.join(", ", userIds),
                primary.getCreationTime().toInstant(),
                expiry(primary, encrypting),
                secret,
                !encrypting.isEmpty(),
                keys.stream().anyMatch(key -> (PgpKeys.flagsOf(key) & PgpKeys.SIGNS) != 0));
    }

    /** A subkey ends with its primary key, and perhaps before it. */
    private static @Nullable Instant expiry(PGPPublicKey primary, List<PGPPublicKey> encrypting) {
        Instant own = expiry(primary);
        boolean endless = encrypting.isEmpty() || encrypting.stream().anyMatch(key -> expiry(key) == null);
        Optional<Instant> last = endless
                ? Optional.empty()
                : encrypting.stream()
                        .map(KeyFiles::expiry)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder());
        return Stream.concat(Stream.ofNullable(own), last.stream())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable Instant expiry(PGPPublicKey key) {
        long seconds = key.getValidSeconds();
        return seconds == 0 ? null : key.getCreationTime().toInstant().plusSeconds(seconds);
    }

    private static String nameOf(PGPPublicKey key) {
        return switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL -> "RSA-" + key.getBitStrength();
            case PublicKeyAlgorithmTags.EDDSA_LEGACY -> "Curve25519";
            default -> "OpenPGP algorithm " + key.getAlgorithm();
        };
    }

    static String armoredText(Encodable content) {
        return new String(armored(content), StandardCharsets.US_ASCII);
    }

    static byte[] armored(Encodable content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArmoredOutputStream armor = armor(bytes)) {
            content.encode(armor);
        } catch (IOException e) {
            throw new LifeboatException(KEY_UNUSABLE, "a key cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /** Without a version line: what is signed and stored should not change with a library. */
    static ArmoredOutputStream armor(OutputStream out) {
        return ArmoredOutputStream.builder().clearHeaders().build(out);
    }
}

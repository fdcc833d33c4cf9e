package dev.lifeboat.api;

import static dev.lifeboat.error.ErrorCode.USAGE;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The API's tokens: {@code lbt_<id>_<256 bits>_<crc32>}, stored as SHA-256 in one file of the state folder. The check sum
 * lets a scanner recognise a leaked token without a server. Read anew for each request, so that revoking works at once.
 */
public final class Tokens {
    private static final String PREFIX = "lbt";
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    /** A token without its secret. */
    public record Entry(String id, String name, Role role, String sha256, Instant createdAt) {}

    public Tokens(Path stateFolder) {
        this.file = stateFolder.resolve("tokens.json");
    }

    /** Makes a token; the result is the only time its secret is shown. Throws USAGE if the name is taken or odd. */
    public synchronized String create(String name, Role role, Instant now) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}")) {
            throw new LifeboatException(USAGE, "token name \"" + name + "\" may hold letters, digits and ._@- only");
        }
        List<Entry> entries = new ArrayList<>(list());
        if (entries.stream().anyMatch(entry -> entry.name().equals(name))) {
            throw new LifeboatException(USAGE, "there is a token named " + name + "; revoke it first");
        }
        HexFormat hex = HexFormat.of();
        byte[] id = new byte[4];
        byte[] secret = new byte[32];
        random.nextBytes(id);
        random.nextBytes(secret);
        String body = PREFIX + "_" + hex.formatHex(id) + "_" + hex.formatHex(secret);
        String token = body + "_" + checkSum(body);
        entries.add(new Entry(hex.formatHex(id), name, role, sha256(token), now));
        write(entries);
        return token;
    }

    /** All tokens, oldest first. */
    public synchronized List<Entry> list() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return JSON.readValue(file.toFile(), new TypeReference<List<Entry>>() {});
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.KEY_UNUSABLE, "the token file " + file + " cannot be read", e);
        }
    }

    /** Revokes by name; throws USAGE if there is none. */
    public synchronized void revoke(String name) {
        List<Entry> entries = new ArrayList<>(list());
        if (!entries.removeIf(entry -> entry.name().equals(name))) {
            throw new LifeboatException(USAGE, "there is no token named " + name);
        }
        write(entries);
    }

    /** Who this token is, or empty. Every stored hash is compared, in constant time each. */
    public Optional<Principal> authenticate(String token) {
        int last = token.lastIndexOf('_');
        if (token.length() > 128 || last < 0 || !token.substring(last + 1).equals(checkSum(token.substring(0, last)))) {
            return Optional.empty();
        }
        byte[] presented = sha256(token).getBytes(StandardCharsets.US_ASCII);
        Optional<Principal> found = Optional.empty();
        for (Entry entry : list()) {
            if (MessageDigest.isEqual(presented, entry.sha256().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(new Principal(entry.name(), entry.role()));
            }
        }
        return found;
    }

    private void write(List<Entry> entries) {
        try {
            Path temporary = Files.createTempFile(
                    file.getParent(),
                    "tokens",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            JSON.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), entries);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE, "the token file " + file + " cannot be written", e);
        }
    }

    private static String checkSum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static String sha256(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

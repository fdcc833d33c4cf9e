package dev.lifeboat.restore;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.keys.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** What somebody who may write to a store can do to a set in it, seeded. */
final class Tampering {
    /** Ways to tamper. */
    enum Kind {
        FLIP,
        TRUNCATE,
        EXTEND,
        SWAP_BETWEEN_SETS,
        SWAP_BETWEEN_TABLES,
        RENAME,
        REMOVE,
        ADD,
        OLDER_PAIR,
        OLDER_MANIFEST,
        FORGED_MANIFEST,
        HOSTILE_NAME,
        REPEATED_SESSION_KEY,
        CUT_SIGNATURE,
        FORGED_MARK
    }

    private static final List<String> HOSTILE = List.of(
            "../../../etc/passwd",
            "/etc/passwd",
            "data/../../x",
            "a\\nb",
            "-rf",
            ".hidden",
            "data//x",
            "x;rm -rf y",
            "");

    private final SortedMap<String, byte[]> store;
    private final String set;
    private final String older;
    private final Manifest manifest;
    private final Signer stranger;
    private final Random random;
    private final List<String> parts;
    private final List<String> named;

    /** What became of a store. */
    record Tampered(Kind kind, String what, SortedMap<String, byte[]> store) {}

    Tampering(SortedMap<String, byte[]> store, String set, String older, Signer stranger, long seed) {
        this.store = store;
        this.set = set;
        this.older = older;
        this.stranger = stranger;
        this.random = new Random(seed);
        this.manifest = ManifestJson.readManifest(store.get(set + "/" + SetObjects.MANIFEST), set);
        this.parts = manifest.parts().map(manifest::nameOf).toList();
        this.named = new ArrayList<>(parts);
        manifest.files().stream()
                .filter(file -> file.storedBytes() > 0)
                .forEach(file -> named.add(set + "/" + file.object()));
    }

    /** One more, of this kind. */
    Tampered next(Kind kind) {
        SortedMap<String, byte[]> changed = new TreeMap<>(store);
        String what = apply(kind, changed);
        return new Tampered(kind, what, changed);
    }

    private String apply(Kind kind, SortedMap<String, byte[]> changed) {
        return switch (kind) {
            case FLIP ->
                change(
                        changed,
                        any(withManifest()),
                        bytes -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8)));
            case TRUNCATE ->
                replace(changed, any(withManifest()), bytes -> Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            case EXTEND ->
                replace(changed, any(withManifest()), bytes -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
                    byte[] more = new byte[longer.length - bytes.length];
                    random.nextBytes(more);
                    System.arraycopy(more, 0, longer, bytes.length, more.length);
                    return longer;
                });
            case SWAP_BETWEEN_SETS -> {
                String part = any(parts);
                String other = older + part.substring(set.length());
                byte[] own = changed.put(part, changed.get(other));
                changed.put(other, own);
                yield part + " and " + other;
            }
            case SWAP_BETWEEN_TABLES -> {
                int one = random.nextInt(parts.size());
                int two = (one + 1 + random.nextInt(parts.size() - 1)) % parts.size();
                byte[] own = changed.put(parts.get(one), changed.get(parts.get(two)));
                changed.put(parts.get(two), own);
                yield parts.get(one) + " and " + parts.get(two);
            }
            case RENAME -> {
                String name = any(named);
                changed.put(name + ".x", changed.remove(name));
                yield name;
            }
            case REMOVE -> {
                String name = any(withManifest());
                changed.remove(name);
                yield name;
            }
            case ADD -> {
                String name = set + "/data/added-" + random.nextInt(1000) + ".copy.zst.pgp";
                changed.put(name, changed.get(any(parts)));
                yield name;
            }
            case OLDER_PAIR -> copy(changed, SetObjects.MANIFEST, SetObjects.SIGNATURE);
            case OLDER_MANIFEST -> copy(changed, random.nextBoolean() ? SetObjects.MANIFEST : SetObjects.SIGNATURE);
            case FORGED_MANIFEST -> {
                String rows = "\"rows\" : " + manifest.tables().get(0).rows();
                yield forge(changed, text(changed).replaceFirst(rows, "\"rows\" : " + random.nextInt(10_000_000)));
            }
            case HOSTILE_NAME -> {
                String object = any(named).substring(set.length() + 1);
                yield forge(changed, text(changed).replace('"' + object + '"', '"' + any(HOSTILE) + '"'));
            }
            case REPEATED_SESSION_KEY ->
                replace(changed, any(parts), bytes -> {
                    // The first packet of a message, with its header, holds the session key for a recipient.
                    int length = 2 + (bytes[1] & 0xff);
                    byte[] longer = new byte[bytes.length + length];
                    System.arraycopy(bytes, 0, longer, 0, length);
                    System.arraycopy(bytes, 0, longer, length, bytes.length);
                    return longer;
                });
            case CUT_SIGNATURE ->
                replace(
                        changed,
                        set + "/" + SetObjects.SIGNATURE,
                        bytes -> Arrays.copyOf(bytes, bytes.length / 4 + random.nextInt(bytes.length / 2)));
            case FORGED_MARK -> mark(changed);
        };
    }

    /** Signed by a stranger, whose key lies beside the records as those of workers do. */
    private String mark(SortedMap<String, byte[]> changed) {
        MarkKind kind = any(List.of(MarkKind.values()));
        String sha256 = Digests.sha256(changed.get(set + "/" + SetObjects.MANIFEST));
        byte[] json = ManifestJson.write(
                new Mark(kind, set, sha256, "run-" + random.nextInt(), Instant.now(), "previous=none"));
        String name =
                "records/" + set + "/" + kind.name().toLowerCase(Locale.ROOT) + "-" + random.nextInt(1000) + ".json";
        changed.put(name, json);
        if (random.nextInt(4) > 0) {
            changed.put(name + ".asc", stranger.sign(json));
        }
        changed.put("records/signers/" + stranger.fingerprint() + ".asc", stranger.publicKey());
        return name;
    }

    /** Half of them signed, by a stranger. */
    private String forge(SortedMap<String, byte[]> changed, String manifestText) {
        byte[] json = manifestText.getBytes(StandardCharsets.UTF_8);
        changed.put(set + "/" + SetObjects.MANIFEST, json);
        if (random.nextBoolean()) {
            changed.put(set + "/" + SetObjects.SIGNATURE, stranger.sign(json));
            changed.put(set + "/" + SetObjects.SIGNER, stranger.publicKey());
        }
        return "its manifest";
    }

    private String text(SortedMap<String, byte[]> changed) {
        return new String(changed.get(set + "/" + SetObjects.MANIFEST), StandardCharsets.UTF_8);
    }

    private String copy(SortedMap<String, byte[]> changed, String... objects) {
        for (String object : objects) {
            changed.put(set + "/" + object, changed.get(older + "/" + object));
        }
        return String.join(" and ", objects);
    }

    private interface Change {
        void to(byte[] bytes);
    }

    private interface Replacement {
        byte[] of(byte[] bytes);
    }

    private static String change(SortedMap<String, byte[]> changed, String name, Change change) {
        byte[] bytes = changed.get(name).clone();
        change.to(bytes);
        changed.put(name, bytes);
        return name;
    }

    private static String replace(SortedMap<String, byte[]> changed, String name, Replacement replacement) {
        changed.put(name, replacement.of(changed.get(name)));
        return name;
    }

    private List<String> withManifest() {
        List<String> all = new ArrayList<>(named);
        all.add(set + "/" + SetObjects.MANIFEST);
        return all;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}

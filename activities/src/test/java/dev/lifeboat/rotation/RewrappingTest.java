package dev.lifeboat.rotation;

import static dev.lifeboat.rotation.TinySets.NO_SECRETS;
import static dev.lifeboat.rotation.TinySets.open;
import static dev.lifeboat.rotation.TinySets.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Rewrap;
import dev.lifeboat.archive.Rewraps;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.SessionKeys;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A set of an old key is read with a new one, and none of its objects has changed. */
class RewrappingTest {
    private static final String SET = "daily/2026-03-01";

    @TempDir
    Path folder;

    private TinySets sets;
    private Path old;
    private Path fresh;
    private Vault before;
    private Vault after;

    @BeforeEach
    void prepare() {
        sets = new TinySets(folder);
        old = sets.keys("old");
        fresh = sets.keys("fresh");
        before = sets.vault(old);
        // The new key alone opens; the old one still signs.
        after = sets.vault(fresh, List.of(fresh), old, List.of(signer(old)), Map.of());
    }

    @Test
    void aNewKeyReadsWhatWasWrappedForItAndNoObjectChanges() throws IOException {
        Manifest manifest = TinySets.add(before, SET, 3);
        Map<String, String> objects = contents();
        assertCode(() -> TinySets.rows(after, manifest), ErrorCode.KEY_UNUSABLE);

        Rewrapped done = rewrap(SET);
        assertThat(done.wrapped()).isEqualTo(4);
        assertThat(done.recipient()).isNotEqualTo(manifest.recipients().get(0));
        assertThat(TinySets.rows(after, manifest))
                .isEqualTo(TinySets.rows(before, manifest))
                .hasSize(3);
        assertThat(open(after).opener().open(schema(), SET, "schema.dump.pgp")).hasBinaryContent(TinySets.SCHEMA);
        assertThat(contents()).containsAllEntriesOf(objects);
    }

    @Test
    void goesOnWhereItsLastRecordEnds() throws IOException {
        Manifest manifest = TinySets.add(before, SET, Rewrapping.BATCH + 1);
        assertThat(rewrap(SET).wrapped()).isEqualTo(Rewrapping.BATCH + 2);
        Path second = record(2);
        Files.delete(second);
        assertCode(() -> TinySets.rows(after, manifest), ErrorCode.KEY_UNUSABLE);

        Rewrapped again = rewrap(SET);
        assertThat(again.wrapped()).isEqualTo(2);
        assertThat(again.earlier()).isEqualTo(Rewrapping.BATCH);
        assertThat(rewrap(SET).wrapped()).isZero();
        assertThat(TinySets.rows(after, manifest)).hasSize(Rewrapping.BATCH + 1);
    }

    @Test
    void wrapsNothingForAKeyThatTheSetKnows() throws IOException {
        TinySets.add(before, SET, 2);
        Rewrapped done = rewrapping(old, old).rewrap(SET);
        assertThat(done.known()).isEqualTo(3);
        assertThat(sets.store().resolve("records").resolve(SET)).doesNotExist();
    }

    @Test
    void needsAPrivateKeyThatOpensTheSet() throws IOException {
        TinySets.add(before, SET, 1);
        assertThatThrownBy(() -> rewrapping(fresh, sets.keys("third")).rewrap(SET))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_UNUSABLE))
                .hasMessageContaining(SET + "/schema.dump.pgp");
        assertThat(sets.store().resolve("records").resolve(SET)).doesNotExist();
    }

    @Test
    void saysWhichObjectIsMissingOrDamaged() throws IOException {
        TinySets.add(before, SET, 2);
        Path part = sets.store().resolve(SET).resolve("data/public.users/00002.copy.zst.pgp");
        byte[] content = Files.readAllBytes(part);
        Files.write(part, "this is not a message".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> rewrap(SET)).hasMessageContaining("00002.copy.zst.pgp");
        Files.delete(part);
        assertCode(() -> rewrap(SET), ErrorCode.SET_CORRUPT);
        Files.write(part, content);
        assertThat(rewrap(SET).wrapped()).isEqualTo(3);
    }

    /** Whatever a record says, wrong bytes never come out. */
    @Test
    void readsNothingWithTheSessionKeyOfAnotherObject() throws IOException {
        Manifest manifest = TinySets.add(before, SET, 2);
        rewrap(SET);
        Path record = record(1);
        String json = Files.readString(record);
        Files.delete(record);
        Files.writeString(
                record,
                json.replace("00001.copy", "00003.copy")
                        .replace("00002.copy", "00001.copy")
                        .replace("00003.copy", "00002.copy"));
        // Its signature does not fit any more.
        assertCode(() -> TinySets.rows(after, manifest), ErrorCode.KEY_UNUSABLE);

        Files.delete(record);
        Rewraps rewraps = new Rewraps(open(after));
        rewraps.add(
                Rewraps.nameOf(SET, signer(fresh), 1),
                ManifestJson.read(
                        json.replace("00001.copy", "00003.copy")
                                .replace("00002.copy", "00001.copy")
                                .replace("00003.copy", "00002.copy")
                                .getBytes(StandardCharsets.UTF_8),
                        Rewrap.class,
                        "test"));
        assertCode(() -> TinySets.rows(after, manifest), ErrorCode.SET_CORRUPT);
    }

    /** The packets prove themselves, so a set does not become unreadable when the signing key is replaced, too. */
    @Test
    void staysReadableWhenTheKeyThatSignedTheRecordsIsDropped() throws IOException {
        Manifest manifest = TinySets.add(before, SET, 1);
        rewrap(SET);
        Vault dropped = sets.vault(fresh, List.of(fresh), fresh, List.of(signer(fresh)), Map.of());
        assertThat(TinySets.rows(dropped, manifest)).containsExactly("1\tuser");
    }

    @Test
    void signsNoRecordThatSomebodyElsePutThere() throws IOException {
        TinySets.add(before, SET, 1);
        Path record = sets.store().resolve(Rewraps.nameOf(SET, recipient(fresh), 1));
        Files.createDirectories(record.getParent());
        Files.writeString(record, "{}");
        assertCode(() -> rewrap(SET), ErrorCode.SIGNATURE_INVALID);
    }

    private Path record(int number) {
        return sets.store().resolve(Rewraps.nameOf(SET, recipient(fresh), number));
    }

    private static String recipient(Path keys) {
        return KeyFiles.describe(keys.resolve("backup.pub.asc")).fingerprint();
    }

    private InputStream schema() {
        return open(after).store().read(SET + "/schema.dump.pgp");
    }

    private Rewrapped rewrap(String set) {
        return rewrapping(old, fresh).rewrap(set);
    }

    private Rewrapping rewrapping(Path from, Path to) {
        SessionKeys keys = SessionKeys.to(
                to.resolve("backup.pub.asc").toString(),
                List.of("file:" + from.resolve("backup.sec.asc")),
                null,
                NO_SECRETS);
        return new Rewrapping(open(before), keys);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sets.store())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Digests.sha256(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}

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
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
        assertThat(open(after).opener().open(schema().readAllBytes(), SET, "schema.dump.pgp"))
                .hasBinaryContent(TinySets.SCHEMA);
        assertThat(contents()).containsAllEntriesOf(objects);
    }

    @Test
    void goesOnWithWhatItsRecordsLack() throws IOException {
        Manifest manifest = TinySets.add(before, SET, Rewrapping.BATCH + 1);
        assertThat(rewrap(SET).wrapped()).isEqualTo(Rewrapping.BATCH + 2);
        Path second = sets.rewraps(SET).stream()
                .min(Comparator.comparing(record -> record.toFile().length()))
                .orElseThrow();
        Files.delete(second);
        assertCode(() -> TinySets.rows(after, manifest), ErrorCode.KEY_UNUSABLE);
        // One record does not stand for all.
        assertThat(new SetNeeds(open(before)).opening(SET, List.of(recipient(fresh))))
                .isEmpty();
        assertThat(new SetNeeds(open(before)).wrappedFor(manifest)).isEmpty();

        Rewrapped again = rewrap(SET);
        assertThat(again.wrapped()).isEqualTo(2);
        assertThat(again.earlier()).isEqualTo(Rewrapping.BATCH);
        assertThat(rewrap(SET).wrapped()).isZero();
        assertThat(TinySets.rows(after, manifest)).hasSize(Rewrapping.BATCH + 1);
        assertThat(new SetNeeds(open(before)).opening(SET, List.of(recipient(fresh))))
                .containsExactly(recipient(fresh));
        assertThat(new SetNeeds(open(before)).wrappedFor(manifest)).containsExactly(recipient(fresh));
    }

    /** A copy holds what its sets refer to, and so does a store after a clean-up; the sets that stored it are not there. */
    @Test
    void wrapsWhatASetRefersToThoughThatIsNoSetHere() throws IOException {
        Manifest earlier = TinySets.add(before, "daily/2026-02-28", 2);
        Manifest manifest = TinySets.add(
                before,
                SET,
                1,
                earlier.parts().map(part -> TinySets.in(earlier.set(), part)).toList());
        Files.delete(sets.store().resolve(earlier.set()).resolve("manifest.json"));
        assertThat(rewrap(SET).wrapped()).isEqualTo(4);
        assertThat(TinySets.rows(after, manifest)).hasSize(3);
        assertThat(new SetNeeds(open(before)).closedTo(List.of(recipient(fresh))))
                .isEmpty();

        Files.delete(sets.rewraps(earlier.set()).get(0));
        assertThat(new SetNeeds(open(before)).closedTo(List.of(recipient(fresh))))
                .containsExactly(SET);
    }

    /** Keys follow each other for longer than any of them is kept. */
    @Test
    void wrapsAnewWhatOnlyAnEarlierRecordOpens() throws IOException {
        Manifest manifest = TinySets.add(before, SET, 1);
        rewrap(SET);
        Path third = sets.keys("third");
        assertThat(rewrapping(fresh, third).rewrap(SET).wrapped()).isEqualTo(2);
        assertThat(TinySets.rows(sets.vault(third, List.of(third), old, List.of(signer(old)), Map.of()), manifest))
                .hasSize(1);
    }

    @Test
    void looksAtEachStoreByItself() {
        Vault two = new Vault(
                before.runbook(),
                new StoreSettings(
                        before.store().primary(),
                        List.of(StoreLocation.folder(folder.resolve("copy").toString()))),
                before.keys(),
                null);
        assertThatThrownBy(() -> new SetNeeds(open(two))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rewrapping(open(two), keys(old, fresh)))
                .isInstanceOf(IllegalArgumentException.class);
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
        // The others were wrapped all the same: another store may have this one.
        Rewrapped done = rewrap(SET);
        assertThat(done.wrapped()).isEqualTo(1);
        assertThat(done.earlier()).isEqualTo(2);
    }

    /** Whatever a record says, wrong bytes never come out. */
    @Test
    void readsNothingWithTheSessionKeyOfAnotherObject() throws IOException {
        Manifest manifest = TinySets.add(before, SET, 2);
        rewrap(SET);
        Path record = sets.rewraps(SET).get(0);
        String json = Files.readString(record);
        String swapped = json.replace("00001.copy", "00003.copy")
                .replace("00002.copy", "00001.copy")
                .replace("00003.copy", "00002.copy");
        Files.delete(record);
        Files.writeString(record, swapped);
        // Its signature does not fit any more.
        assertCode(() -> TinySets.rows(after, manifest), ErrorCode.KEY_UNUSABLE);

        Files.delete(record);
        Rewrap wrong = ManifestJson.read(swapped.getBytes(StandardCharsets.UTF_8), Rewrap.class, "test");
        new Rewraps(open(after)).add(wrong);
        assertThatThrownBy(() -> TinySets.rows(after, manifest))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT))
                .hasMessageContaining(sets.rewraps(SET).get(0).getFileName().toString());

        // The next record opens it.
        rewrapAgain(json);
        assertThat(TinySets.rows(after, manifest)).hasSize(2);
    }

    /** Whoever can write to the store, and knows a public key, can put a record there. */
    @Test
    void isNotMisledByAStrangersRecord() throws IOException {
        Manifest manifest = TinySets.add(before, SET, 2);
        rewrap(SET);
        Path record = sets.rewraps(SET).get(0);
        String json = Files.readString(record);
        Files.delete(record);
        Path stranger = sets.keys("stranger");
        Rewrap wrong = ManifestJson.read(
                json.replaceAll("0000[12]\\.copy", "00009.copy")
                        .replace("schema.dump.pgp", "data/public.users/00001.copy.zst.pgp")
                        .getBytes(StandardCharsets.UTF_8),
                Rewrap.class,
                "test");
        new Rewraps(open(sets.vault(fresh, List.of(fresh), stranger, List.of(signer(stranger)), Map.of()))).add(wrong);
        assertThat(new SetNeeds(open(before)).opening(SET, List.of(recipient(fresh))))
                .isEmpty();
        // It says nothing about the object, which is as the manifest says.
        assertThatThrownBy(() -> TinySets.rows(after, manifest))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_UNUSABLE))
                .hasMessageContaining(sets.rewraps(SET).get(0).getFileName().toString());

        rewrapAgain(json);
        assertThat(TinySets.rows(after, manifest)).hasSize(2);
        // Also where the signer of both is not known any more.
        Vault dropped = sets.vault(fresh, List.of(fresh), fresh, List.of(signer(fresh)), Map.of());
        assertThat(TinySets.rows(dropped, manifest)).hasSize(2);
    }

    /** Else the old key could not go: who has only the new one would be told that it does not open the set. */
    @Test
    void countsAsOpenedForANewKeyWhenTheSignerIsReplaced() throws IOException {
        Manifest earlier = TinySets.add(before, "daily/2026-02-28", 1);
        TinySets.add(
                before,
                SET,
                1,
                earlier.parts().map(part -> TinySets.in(earlier.set(), part)).toList());
        Files.delete(sets.store().resolve(earlier.set()).resolve("manifest.json"));
        rewrap(SET);
        Vault dropped = sets.vault(fresh, List.of(fresh), fresh, List.of(signer(fresh)), Map.of());
        Resigning resigning = new Resigning(dropped, List.of(signer(old)), NO_SECRETS);
        Resigned done = resigning.resign(SET, TinySets.TAKEN);
        assertThat(done.rewraps()).isEqualTo(2);
        assertThat(done.fresh()).isTrue();
        assertThat(new SetNeeds(open(dropped)).opening(SET, List.of(recipient(fresh))))
                .containsExactly(recipient(fresh));
        assertThat(resigning.resign(SET, TinySets.TAKEN).fresh()).isFalse();
    }

    private void rewrapAgain(String json) {
        new Rewraps(open(before)).add(ManifestJson.read(json.getBytes(StandardCharsets.UTF_8), Rewrap.class, "test"));
    }

    /** The packets prove themselves, so a set does not become unreadable when the signing key is replaced, too. */
    @Test
    void staysReadableWhenTheKeyThatSignedTheRecordsIsDropped() throws IOException {
        Manifest manifest = TinySets.add(before, SET, 1);
        rewrap(SET);
        Vault dropped = sets.vault(fresh, List.of(fresh), fresh, List.of(signer(fresh)), Map.of());
        assertThat(TinySets.rows(dropped, manifest)).containsExactly("1\tuser");
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
        return new Rewrapping(open(before), keys(from, to));
    }

    private static SessionKeys keys(Path from, Path to) {
        return SessionKeys.to(
                to.resolve("backup.pub.asc").toString(),
                List.of("file:" + from.resolve("backup.sec.asc")),
                null,
                NO_SECRETS);
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

package dev.lifeboat.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record says what its signer said, whoever else may write into the store. */
class SignedRecordsTest {
    private static final String NAME = "records/daily/x/note.json";

    @TempDir
    Path folder;

    private Path own;
    private SignedRecords records;

    private record Note(String text) {}

    @BeforeEach
    void prepare() {
        own = keys("own");
        records = new SignedRecords(vault(own));
    }

    @Test
    void readsWhatItWrote() {
        String sha256 = records.write(NAME, new Note("first"));
        SignedRecords.Signed<Note> read = records.read(NAME, Note.class);
        assertThat(read.value().text()).isEqualTo("first");
        assertThat(read.sha256()).isEqualTo(sha256);
        assertThat(read.trusted()).isTrue();
        assertThat(read.signer()).isEqualTo(fingerprint(own));
    }

    @Test
    void theFirstWordStays() {
        String first = records.write(NAME, new Note("first"));
        assertThat(records.write(NAME, new Note("second"))).isEqualTo(first);
        assertThat(records.read(NAME, Note.class).value().text()).isEqualTo("first");
    }

    /** Whoever may write into the store could otherwise have any statement signed, by putting it where one is expected. */
    @Test
    void signsNothingThatSomebodyElsePutThere() throws IOException {
        Path planted = folder.resolve("store").resolve(NAME);
        Files.createDirectories(planted.getParent());
        Files.writeString(planted, "{ \"text\" : \"planted\" }");
        assertCode(() -> records.write(NAME, new Note("ours")), ErrorCode.SIGNATURE_INVALID);
        assertCode(() -> records.read(NAME, Note.class), ErrorCode.SIGNATURE_INVALID);
    }

    @Test
    void takesNoWordOfAStrangerForItsOwn() {
        new SignedRecords(vault(keys("stranger"))).write(NAME, new Note("theirs"));
        assertCode(() -> records.write(NAME, new Note("ours")), ErrorCode.SIGNER_UNKNOWN);
        assertCode(() -> records.read(NAME, Note.class), ErrorCode.SIGNER_UNKNOWN);
    }

    @Test
    void saysWhatBlocksItsWordAndIsFreeOnceThatIsGone() throws IOException {
        new SignedRecords(vault(keys("stranger"))).write(NAME, new Note("theirs"));
        assertThatThrownBy(() -> records.write(NAME, new Note("ours")))
                .hasMessageContaining("somebody else put " + NAME + " into " + folder.resolve("store"))
                .hasMessageContaining("remove it with all its versions");
        Files.delete(folder.resolve("store").resolve(NAME));
        records.write(NAME, new Note("ours"));
        assertThat(records.read(NAME, Note.class).trusted()).isTrue();
    }

    @Test
    void whatOneStoreHasHidesNoGoodRecordOfAnother() throws IOException {
        records.write(NAME, new Note("first"));
        Path reader = keys("reader");
        Path primary = folder.resolve("primary");
        List<Path> copied;
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            copied = files.filter(Files::isRegularFile).toList();
        }
        assertThat(copied).hasSize(3);
        for (Path file : copied) {
            Path planted = primary.resolve(folder.resolve("store").relativize(file));
            Files.createDirectories(planted.getParent());
            Files.writeString(planted, "garbage");
            assertThat(both(reader, primary).read(NAME, Note.class).value().text())
                    .as(planted.toString())
                    .isEqualTo("first");
        }
        FileUtils.deleteDirectory(primary.toFile());
        new SignedRecords(vault(keys("stranger"), primary)).write(NAME, new Note("theirs"));
        assertThat(both(reader, primary).readOfAnybody(NAME, Note.class).value().text())
                .isEqualTo("first");
        FileUtils.deleteDirectory(folder.resolve("store").toFile());
        assertThat(both(reader, primary).readOfAnybody(NAME, Note.class).value().text())
                .isEqualTo("theirs");
        assertCode(() -> both(reader, primary).read(NAME, Note.class), ErrorCode.SIGNER_UNKNOWN);
    }

    @Test
    void noGarbageInACopyStandsForItsSignature() throws IOException {
        records.write(NAME, new Note("first"));
        Path copy = folder.resolve("store").resolve(NAME).getParent();
        Files.delete(copy.resolve("note.json"));
        try (Stream<Path> signatures = Files.list(copy)) {
            Files.writeString(signatures.findFirst().orElseThrow(), "garbage");
        }
        SignedRecords again = both(own, folder.resolve("primary"));
        again.write(NAME, new Note("first"));
        assertThat(again.read(NAME, Note.class).trusted()).isTrue();
    }

    /** As a machine reads that signs with another key. */
    private SignedRecords both(Path keys, Path primary) {
        Vault one = vault(keys, primary, own).vault();
        StoreLocation copy = StoreLocation.folder(folder.resolve("store").toString());
        return new SignedRecords(OpenVault.of(
                new Vault("test", new StoreSettings(one.store().primary(), List.of(copy)), one.keys(), null),
                new Secrets(Map.of())));
    }

    @Test
    void endsWhatAnEarlierTryBegan() throws IOException {
        records.write(NAME, new Note("first"));
        // It died between the signature and the record; the next try has another time in it.
        Files.delete(folder.resolve("store").resolve(NAME));
        records.write(NAME, new Note("second"));
        assertThat(records.read(NAME, Note.class).value().text()).isEqualTo("second");
    }

    @Test
    void believesNoAlteredRecord() throws IOException {
        records.write(NAME, new Note("first"));
        Path file = folder.resolve("store").resolve(NAME);
        String json = Files.readString(file);
        Files.delete(file);
        Files.writeString(file, json.replace("first", "worst"));
        assertCode(() -> records.read(NAME, Note.class), ErrorCode.SIGNATURE_INVALID);
    }

    @Test
    void readsRecordsOfTheFirstVersion() throws IOException {
        signedAsByTheFirstVersion();
        assertThat(records.read(NAME, Note.class).value().text()).isEqualTo("first");
    }

    @Test
    void noOtherSignatureHidesAGoodOne() throws IOException {
        Path hiding = signedAsByTheFirstVersion();
        Files.writeString(hiding, "garbage");
        assertThat(records.read(NAME, Note.class).trusted()).isTrue();

        // A stranger's holds, and he left his key.
        Path strangers = folder.resolve("strangers");
        new SignedRecords(vault(keys("stranger"), strangers)).write(NAME, new Note("first"));
        Files.delete(hiding);
        for (String name : List.of("records/signers", "records/daily/x")) {
            try (Stream<Path> files = Files.list(strangers.resolve(name))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".asc")).toList()) {
                    Files.copy(file, folder.resolve("store").resolve(name).resolve(file.getFileName()));
                }
            }
        }
        assertThat(hiding).exists();
        assertThat(new SignedRecords(vault(own)).read(NAME, Note.class).signer())
                .isEqualTo(fingerprint(own));
    }

    /** Whoever only reads has no other copy of the key: without it every mark would say nothing. */
    @Test
    void nothingUnderItsNameHidesASignersKey() throws IOException {
        Path planted = folder.resolve("store/records/signers").resolve(fingerprint(own) + ".asc");
        Files.createDirectories(planted.getParent());
        Files.writeString(planted, "garbage");
        records.write(NAME, new Note("first"));

        SignedRecords reading = new SignedRecords(vault(keys("reader"), folder.resolve("store"), own));
        assertThat(reading.read(NAME, Note.class).trusted()).isTrue();
    }

    @Test
    void namesEverySignatureThatDoesNotHold() throws IOException {
        Path hiding = signedAsByTheFirstVersion();
        Files.writeString(hiding, "garbage");
        Files.writeString(hiding.resolveSibling("note.json.asc"), "garbage");
        assertThatThrownBy(() -> records.read(NAME, Note.class))
                .hasMessageContaining("/" + hiding.getFileName() + ":")
                .hasMessageContaining("/note.json.asc:");
    }

    /** Returns where later versions have the signature. */
    private Path signedAsByTheFirstVersion() throws IOException {
        records.write(NAME, new Note("first"));
        try (Stream<Path> files = Files.list(folder.resolve("store/records/daily/x"))) {
            Path signature = files.filter(file -> file.toString().endsWith(".asc"))
                    .findFirst()
                    .orElseThrow();
            assertThat(signature.getFileName().toString()).matches("note\\.json\\.[0-9a-f]{16}\\.asc");
            return Files.move(signature, signature.resolveSibling("note.json.asc"))
                    .resolveSibling(signature.getFileName());
        }
    }

    @Test
    void aSignatureForOtherBytesIsNone() throws IOException {
        records.write(NAME, new Note("first"));
        records.write("records/daily/x/other.json", new Note("other"));
        Path store = folder.resolve("store/records/daily/x");
        String other = Files.readString(store.resolve("other.json"));
        Files.delete(store.resolve("note.json"));
        Files.write(store.resolve("note.json"), other.getBytes(StandardCharsets.UTF_8));
        assertCode(() -> records.read(NAME, Note.class), ErrorCode.SIGNATURE_INVALID);
    }

    private Path keys(String name) {
        KeyFiles.generate(folder.resolve(name), KeyAlgorithm.CURVE25519, name, null);
        return folder.resolve(name);
    }

    private static String fingerprint(Path keys) {
        return KeyFiles.describe(keys.resolve("signing.pub.asc")).fingerprint();
    }

    private OpenVault vault(Path keys) {
        return vault(keys, folder.resolve("store"));
    }

    private static OpenVault vault(Path keys, Path store) {
        return vault(keys, store, keys);
    }

    private static OpenVault vault(Path keys, Path store, Path trusted) {
        return OpenVault.of(
                new Vault(
                        "test",
                        new StoreSettings(StoreLocation.folder(store.toString()), List.of()),
                        new Keys(
                                List.of(keys.resolve("backup.pub.asc").toString()),
                                "file:" + keys.resolve("signing.sec.asc"),
                                List.of(),
                                null,
                                List.of(fingerprint(trusted))),
                        null),
                new Secrets(Map.of()));
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}

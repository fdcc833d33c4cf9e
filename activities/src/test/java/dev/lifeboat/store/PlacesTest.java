package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.runbook.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lost together is one place (B1). */
class PlacesTest {
    @TempDir
    Path folder;

    @Test
    void foldersOfThisMachineAreOnePlaceAlsoBeforeTheyAreThere() {
        List<StoreLocation> two = List.of(location("a"), location("not/yet/there"));
        assertThat(new Places().count(two)).isEqualTo(1);
        assertThat(new Places().allHere(two)).isTrue();
    }

    @Test
    void foldersOnOneShareAreOnePlaceAndOnTwoAreTwo() {
        List<StoreLocation> two = List.of(location("a"), location("b"));
        assertThat(new Places(path -> "nas").count(two)).isEqualTo(1);
        assertThat(new Places(path -> path).count(two)).isEqualTo(2);
        assertThat(new Places(path -> path).allHere(two)).isFalse();
    }

    @Test
    void aBucketIsOnePlaceUnderEachNamePrefixAndSetting() throws IOException {
        assertThat(count(
                        "name: a, bucket: sets, prefix: x, modes: [ daily ], keep: P30D",
                        "name: b, bucket: sets, prefix: y, region: eu-central-1, profile: aws, storage-class: STANDARD_IA",
                        "name: c, bucket: sets, endpoint: \"https://s3.eu-central-1.amazonaws.com\", profile: aws"))
                .isEqualTo(1);
        assertThat(count(
                        "name: a, bucket: sets, endpoint: \"https://minio.example.com\"",
                        "name: b, bucket: sets, endpoint: \"https://MINIO.example.com:443/\", prefix: x"))
                .isEqualTo(1);
        assertThat(count(
                        "name: a, bucket: sets",
                        "name: b, bucket: others",
                        "name: c, bucket: sets, profile: gcs",
                        "name: d, bucket: sets, endpoint: \"https://minio.example.com\"",
                        "name: e, bucket: sets, endpoint: \"https://minio.example.com:9000\""))
                .isEqualTo(5);
    }

    @Test
    void aContainerIsOnePlaceInTheAccountOfItsConnection() throws IOException {
        String container = "kind: azure-blob, bucket: sets, connection: \"env:AZURE\"";
        assertThat(new Places().count(stores("name: a, " + container, "name: b, prefix: x, " + container)))
                .isEqualTo(1);
        assertThat(new Places()
                        .count(stores("name: a, " + container, "name: b, " + container.replace("AZURE", "OTHER"))))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9000", "https://localhost", "http://[::1]:7070"})
    void aServerOfThisMachineIsNoOtherPlace(String endpoint) throws IOException {
        List<StoreLocation> two = List.of(
                location("a"),
                stores("kind: s3, bucket: sets, endpoint: \"" + endpoint + "\"").get(0));
        assertThat(new Places().count(two)).isEqualTo(1);
        assertThat(new Places().allHere(two)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "nfs4,true",
        "CIFS,true",
        "fuse.sshfs,true",
        "fuseblk,false",
        "ext4,false",
        "overlay,false",
        "tmpfs,false"
    })
    void knowsFileSystemsOfTheNetwork(String type, boolean network) {
        assertThat(Places.isOfNetwork(type)).isEqualTo(network);
    }

    private int count(String... buckets) throws IOException {
        return new Places()
                .count(stores(
                        Stream.of(buckets).map(bucket -> "kind: s3, " + bucket).toArray(String[]::new)));
    }

    /** As a runbook names them. */
    private List<StoreLocation> stores(String... all) throws IOException {
        Path file = folder.resolve("runbook.yaml");
        Files.writeString(file, """
                name: small
                database: { url: "env:DATABASE_URL" }
                store:
                  primary: { %s }
                  copies: [ %s ]
                keys: { recipients: [ keys/backup.pub.asc ] }
                """.formatted(
                all[0], Stream.of(all).skip(1).map(copy -> "{ " + copy + " }").collect(Collectors.joining(", "))));
        return RunbookFile.load(file).runbook().store().all();
    }

    private StoreLocation location(String name) {
        return StoreLocation.folder(folder.resolve(name).toString()).named(name);
    }
}

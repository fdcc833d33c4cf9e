package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.StoreLocation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private StoreLocation location(String name) {
        return StoreLocation.folder(folder.resolve(name).toString()).named(name);
    }
}

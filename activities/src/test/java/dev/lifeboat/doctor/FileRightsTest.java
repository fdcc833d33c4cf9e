package dev.lifeboat.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** B12: keys, sets and state are their owner's alone, and lie in no Git work tree. */
class FileRightsTest {
    @TempDir
    Path root;

    private Path folder;
    private Path file;

    @BeforeEach
    void makeFiles() throws IOException {
        folder = Files.createDirectory(root.resolve("keys"));
        file = Files.writeString(folder.resolve("signing.sec.asc"), "secret");
        rights(folder, "rwx------");
        rights(file, "rw-------");
    }

    @Test
    void nothingIsSaidOfWhatIsPrivate() {
        assertThat(FileRights.ofSecret(file)).isEmpty();
        assertThat(FileRights.ofStore("folder primary", folder)).isEmpty();
        assertThat(FileRights.ofStore("folder primary", root.resolve("missing")))
                .isEmpty();
        assertThat(FileRights.ofState(folder)).extracting(Finding::level).containsExactly(Finding.Level.OK);
    }

    @Test
    void aKeyThatOthersMayReadOrReplaceIsNamedWithItsRemedy() throws IOException {
        rights(file, "rw-r-----");
        assertThat(FileRights.ofSecret(file)).extracting(Finding::fix).containsExactly("chmod 600 " + file);
        rights(file, "rw-------");
        rights(folder, "rwxrwx---");
        assertThat(FileRights.ofSecret(file)).extracting(Finding::fix).containsExactly("chmod 700 " + folder);
    }

    @Test
    void foldersOfSetsAndOfStateAreTheirOwners() throws IOException {
        rights(folder, "rwxr-xr-x");
        assertThat(FileRights.ofStore("folder primary", folder)).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo("folder primary");
            assertThat(finding.detail()).contains("open to others");
        });
        rights(folder, "rwxr-x---");
        assertThat(FileRights.ofStore("folder primary", folder))
                .as("a group may look into a folder of sets")
                .isEmpty();
        assertThat(FileRights.ofState(folder))
                .as("and not into the state")
                .extracting(Finding::level)
                .contains(Finding.Level.WARNING);
    }

    @Test
    void whatLiesInAGitWorkTreeIsAlmostPublished() throws IOException {
        Files.createDirectory(root.resolve(".git"));
        for (List<Finding> findings : List.of(
                FileRights.ofSecret(file), FileRights.ofStore("folder primary", folder), FileRights.ofState(folder))) {
            assertThat(findings)
                    .anySatisfy(finding -> assertThat(finding.detail()).contains("lies in a Git work tree"));
        }
    }

    private static void rights(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }
}

package dev.lifeboat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.session.TargetFiles.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A URL with a password, as long as its run needs it. */
class TargetFilesTest {
    private static final Reader RUN = new Reader("bisect/shop/2026-11-22T04-00-00", "lifeboat-4f");

    @TempDir
    Path state;

    @Test
    void letsItsOwnerAloneReadIt() throws Exception {
        String reference = new TargetFiles(state).keep(RUN, "postgres://owner:secret@host/postgres");
        Path file = Path.of(reference.substring("file:".length()));
        assertThat(file).hasContent("postgres://owner:secret@host/postgres");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void findsAndForgetsTheFileOfARun() {
        TargetFiles files = new TargetFiles(state);
        assertThat(files.keep(RUN, "one")).isEqualTo(files.keep(RUN, "two"));
        assertThat(files.writtenBefore(Instant.now().plusSeconds(60))).containsExactly(RUN);
        assertThat(files.writtenBefore(Instant.now().minusSeconds(60))).isEmpty();
        files.forget(RUN);
        files.forget(RUN);
        assertThat(files.writtenBefore(Instant.now().plusSeconds(60))).isEmpty();
    }
}

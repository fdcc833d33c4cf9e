package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed in the middle of a clean-up, with no chance to tidy up behind them. */
@Timeout(300)
class KilledCleanUpTest {
    private static final int GOING = 30;

    @TempDir
    Path folder;

    private final List<String> kept = new ArrayList<>();
    private final List<String> going = new ArrayList<>();
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @BeforeEach
    void fill() throws IOException {
        TestStores stores = new TestStores(folder, "primary");
        String needed = stores.daily("primary", 300);
        for (int days = 1; days < 5; days++) {
            kept.add(days == 1 ? stores.daily("primary", days, needed) : stores.daily("primary", days));
        }
        kept.add(needed);
        for (int days = 0; days < GOING; days++) {
            going.add(stores.daily("primary", 100 + days));
        }
        stores.copyTo("primary", store());
    }

    /** As Temporal does: another worker takes the same run over. */
    @Test
    void anotherWorkerEndsTheRun() throws Exception {
        for (int gone : List.of(1, 6, 15)) {
            killWhenGone("1", gone);
            assertWholeOrNone();
        }
        complete("1");
        assertDone();
    }

    @Test
    void theNextRunEndsWhatTheKilledOneLeft() throws Exception {
        killWhenGone("1", 7);
        assertWholeOrNone();
        complete("2");
        assertWholeOrNone();
        aDayPasses();
        complete("3");
        assertDone();
    }

    private void killWhenGone(String run, int gone) throws Exception {
        Process process = CleanUpProcess.start(folder, run, startedAt);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (gone() < gone) {
                assertThat(process.isAlive()).as(this::log).isTrue();
                assertThat(System.nanoTime()).as("sets go").isLessThan(deadline);
                Thread.onSpinWait();
            }
        } finally {
            // SIGKILL on this platform.
            process.destroyForcibly().onExit().join();
        }
        assertThat(gone()).as("killed in the middle").isLessThan(GOING);
    }

    private void complete(String run) throws Exception {
        Process process = CleanUpProcess.start(folder, run, startedAt);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(this::log).isZero();
    }

    private long gone() {
        return going.stream()
                .filter(set ->
                        !Files.exists(folder.resolve("store").resolve(set).resolve(SetObjects.MANIFEST)))
                .count();
    }

    /** For the store. */
    private void aDayPasses() throws IOException {
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, before);
            }
        }
    }

    private void assertWholeOrNone() {
        OpenVault vault = vault();
        SetReader reader = new SetReader(vault);
        for (StoredObject object : vault.store().list("")) {
            if (object.name().endsWith("/" + SetObjects.MANIFEST)) {
                String set = object.name().substring(0, object.name().lastIndexOf('/'));
                // Throws where an object is missing, also one of another set.
                reader.strangers(reader.authenticate(set).manifest());
            }
        }
        assertThat(kept).allMatch(set -> vault.store().exists(set + "/" + SetObjects.MANIFEST));
        assertThat(going)
                .filteredOn(set -> !vault.store().exists(set + "/" + SetObjects.MANIFEST))
                .allMatch(set -> !new Marks(vault).deleted(set).isEmpty());
    }

    private void assertDone() {
        assertWholeOrNone();
        OpenVault vault = vault();
        assertThat(going).allMatch(set -> vault.store().list(set + "/").isEmpty());
        assertThat(going).allMatch(set -> new Marks(vault).deleted(set).size() == 1);
    }

    private FileSystemStore store() {
        return new FileSystemStore(folder.resolve("store"));
    }

    private OpenVault vault() {
        return Surveyor.alone(CleanUpProcess.runbook(folder), "primary", new Secrets(Map.of()));
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("process.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}

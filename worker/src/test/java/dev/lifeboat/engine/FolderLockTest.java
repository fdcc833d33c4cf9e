package dev.lifeboat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    /** Holds a lock in a process of its own until its standard input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            FolderLock lock = FolderLock.tryExclusive(Path.of(arguments[0]));
            System.out.println(lock == null ? "taken" : "held");
            System.out.flush();
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static Process holder(Path file) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws Exception {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    @Test
    void isHeldByOneProcessAndFreeOnceThatIsKilled() throws Exception {
        Path file = folder.resolve("queue.lock");
        Process other = holder(file);
        assertThat(firstLine(other)).isEqualTo("held");
        assertThat(FolderLock.tryExclusive(file)).isNull();
        other.destroyForcibly().waitFor();
        try (FolderLock lock = FolderLock.tryExclusive(file, Duration.ofSeconds(5))) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void staysHeldWhenItsOwnProcessAsksForItAgain() throws Exception {
        Path file = folder.resolve("queue.lock");
        try (FolderLock lock = FolderLock.tryExclusive(file)) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.tryExclusive(file)).isNull();
            assertThat(FolderLock.tryExclusive(folder.resolve("../" + folder.getFileName() + "/queue.lock")))
                    .isNull();
            assertThatThrownBy(() -> FolderLock.exclusive(file))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE));
            Process other = holder(file);
            assertThat(firstLine(other)).isEqualTo("taken");
            other.destroyForcibly().waitFor();
        }
        try (FolderLock again = FolderLock.tryExclusive(file)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void removesTheFileOfALockThatNobodyWillAskForAgain() {
        Path file = folder.resolve("queue.lock");
        FolderLock lock = FolderLock.tryExclusive(file);
        assertThat(lock).isNotNull();
        lock.closeForGood();
        assertThat(Files.exists(file)).isFalse();
    }
}

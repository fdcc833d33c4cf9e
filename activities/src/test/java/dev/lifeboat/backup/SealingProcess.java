package dev.lifeboat.backup;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.FaultyKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** A worker of its own that seals a set, and stops in the middle of one of its objects, to be killed there. */
public final class SealingProcess {
    private SealingProcess() {}

    /** Starts it for a task whose store is of kind {@code faulty}. */
    static Process start(SealTask task, Path folder, String object) throws IOException {
        Path order = Files.write(Files.createTempFile(folder, "order", ".json"), ManifestJson.write(task));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SealingProcess.class.getName(),
                        order.toString(),
                        object,
                        reached(folder).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("process.log").toFile())
                .start();
    }

    /** The file that is there once it stands at that object. */
    static Path reached(Path folder) {
        return folder.resolve("reached");
    }

    /** Arguments: file of the task, how the object's name ends, the file to make when it stands there. */
    public static void main(String[] arguments) throws IOException {
        SealTask task = ManifestJson.read(Files.readAllBytes(Path.of(arguments[0])), SealTask.class, "task");
        Path store = Path.of(
                Objects.requireNonNull(task.snapshot().vault().store().primary().path()));
        FaultyKind.location(store, plain -> new Standing(plain, arguments[1], Path.of(arguments[2])));
        Secrets secrets = new Secrets(Map.of());
        new BackupActivitiesImpl(
                        secrets,
                        new PostgresConnector(secrets),
                        new ClientTools(Map.of("PATH", "/usr/bin")),
                        Clock.systemUTC(),
                        "test")
                .seal(task);
    }

    /** A store that stands still when it has half of an object, or is about to delete it. */
    private static final class Standing extends ForwardingStore {
        private final Store store;
        private final String object;
        private final Path reached;

        Standing(Store store, String object, Path reached) {
            this.store = store;
            this.object = object;
            this.reached = reached;
        }

        @Override
        protected Store other() {
            return store;
        }

        @Override
        public ObjectWriter create(String name) {
            ObjectWriter writer = store.create(name);
            if (name.endsWith(object)) {
                try {
                    writer.write("{ \"half".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                stand();
            }
            return writer;
        }

        @Override
        public void delete(String name) {
            if (name.endsWith(object)) {
                stand();
            }
            store.delete(name);
        }

        private void stand() {
            try {
                Files.createFile(reached);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            while (true) {
                LockSupport.park();
            }
        }
    }
}

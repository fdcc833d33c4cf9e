package dev.lifeboat.e2e;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What commands load, once a test run: the second command finds its classes parsed and verified in an archive (the JVM's class
 * data sharing), which spares a third of its processor time. Only jars can be archived: folders of classes are packed first.
 */
final class LoadedClasses {
    private static final Path FOLDER = folder();
    private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");

    /** As people's commands have it: without the tests' own classes. */
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(place -> Files.exists(place) && !place.endsWith("test-classes"))
            .map(place -> Files.isDirectory(place) ? packed(place) : place)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));

    private static boolean tried;

    private LoadedClasses() {}

    /** A command that is to be remembered; it must end with 0. */
    @FunctionalInterface
    interface Command {
        void run(List<String> options) throws IOException, InterruptedException;
    }

    static String classPath() {
        return CLASS_PATH;
    }

    /** The first caller's command is remembered; others wait for it. */
    static synchronized void remember(Command command) throws IOException, InterruptedException {
        if (!tried) {
            tried = true;
            command.run(List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE, "-Xlog:disable"));
        }
    }

    /** The JVM's options for a command. An archive that does not fit is not used; nothing is printed of it. */
    static List<String> options() {
        return Files.exists(ARCHIVE) ? List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:disable") : List.of();
    }

    private static Path packed(Path classes) {
        Path jar = FOLDER.resolve(Integer.toHexString(classes.toString().hashCode()) + ".jar");
        try (Stream<Path> walk = Files.walk(classes);
                OutputStream output = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(output)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, entries);
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("lifeboat-test-classes-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Folders.delete(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

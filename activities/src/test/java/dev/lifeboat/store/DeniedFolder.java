package dev.lifeboat.store;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder that this user may not look into. Root may look into every folder: a process without that right asks instead. */
final class DeniedFolder {
    private DeniedFolder() {}

    /** The error codes of listing, looking, reading and writing, one each. */
    static List<String> answers(Path root) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                DeniedFolder.class.getName(),
                root.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }

    public static void main(String[] arguments) {
        FileSystemStore store = new FileSystemStore(Path.of(arguments[0]));
        for (Runnable work : List.<Runnable>of(
                () -> store.list(""),
                () -> store.exists("daily/a"),
                () -> store.read("daily/a"),
                () -> store.create("daily/a"))) {
            System.out.println(code(work));
        }
    }

    private static String code(Runnable work) {
        try {
            work.run();
            return "no error";
        } catch (LifeboatException e) {
            return e.code().name();
        }
    }
}

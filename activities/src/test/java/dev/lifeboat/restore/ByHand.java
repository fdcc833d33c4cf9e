package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.assertj.core.api.Assertions;

/**
 * What a person does with a set and the system's own tools: no Lifeboat in it.
 *
 * @param scratch a folder to work in
 * @param set the set's folder
 * @param key the private key
 * @param variables for the set's script
 */
record ByHand(Path scratch, Path set, Path key, Map<String, String> variables) {
    /** The same with this variable for the script. */
    ByHand with(String name, String value) {
        return new ByHand(scratch, set, key, Map.of(name, value));
    }

    /** Runs the set's own script. */
    void restore(String url) throws Exception {
        inKeyRing("sh", set.resolve("restore.sh").toString(), url);
    }

    /** Runs the set's own script, which must refuse; returns what it says. */
    String refusal(String url) {
        AssertionError refused = Assertions.catchThrowableOfType(AssertionError.class, () -> restore(url));
        assertThat(refused).as("the script refuses").isNotNull();
        return String.valueOf(refused.getMessage());
    }

    /** A compressed object of the set, decrypted and decompressed. */
    String plain(String object) throws Exception {
        Path out = Files.createTempFile(scratch, "plain", "");
        inKeyRing(
                "sh",
                "-c",
                "gpg --batch --quiet --decrypt \"$1\" | zstd -d -q -c >\"$2\"",
                "sh",
                set.resolve(object).toString(),
                out.toString());
        return Files.readString(out);
    }

    private void inKeyRing(String... command) throws Exception {
        Path gnupg = Files.createTempDirectory(
                scratch, "gnupg", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        run(gnupg, "gpg", "--batch", "--quiet", "--import", key.toString());
        run(gnupg, command);
        run(gnupg, "gpgconf", "--kill", "all");
    }

    private void run(Path gnupg, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GNUPGHOME", gnupg.toString());
        builder.environment().putAll(variables);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}

package dev.lifeboat.keys;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which keys are generated. Both are read by gpg 2.2. */
public enum KeyAlgorithm {
    CURVE25519,
    RSA4096;

    /** Lower case, as on the command line. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a wire name; throws {@link IllegalArgumentException} that lists the known ones. */
    public static KeyAlgorithm parse(String text) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not an algorithm; known: "
                        + Arrays.stream(values()).map(KeyAlgorithm::wireName).collect(Collectors.joining(", "))));
    }
}

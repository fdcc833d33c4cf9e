package dev.lifeboat.keys;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of a runbook's keys will soon stop a backup: those that encrypt and the one that signs. Old private keys may expire. */
public final class KeyWatch {
    /** How long ahead of a key's end somebody hears of it. */
    public static final Duration AHEAD = Duration.ofDays(30);

    private KeyWatch() {}

    /** One sentence for each key that ends within {@link #AHEAD}, or has. A key that cannot be read is another's to tell. */
    public static List<String> warnings(Keys keys, Secrets secrets, Instant now) {
        List<String> warnings = new ArrayList<>();
        for (String file : keys.recipients()) {
            try {
                warn(warnings, KeyFiles.describe(Path.of(file)), now, "lifeboat keys rotate");
            } catch (LifeboatException e) {
                warnings.add(e.getMessage());
            }
        }
        String signing = keys.signing();
        if (signing != null) {
            try {
                byte[] content = secrets.resolve(signing).value().getBytes(StandardCharsets.UTF_8);
                warn(warnings, KeyFiles.describe(content, signing), now, "lifeboat keys rotate --signing");
            } catch (LifeboatException e) {
                warnings.add(e.getMessage());
            }
        }
        return warnings;
    }

    private static void warn(List<String> warnings, KeyDescription key, Instant now, String remedy) {
        String left = left(key.expires(), now);
        if (left != null) {
            warnings.add(key.file() + " " + left + "; make the next one: " + remedy);
        }
    }

    /** How soon a key ends, in words; null: not soon. */
    public static @Nullable String left(@Nullable Instant expires, Instant now) {
        if (expires == null || expires.isAfter(now.plus(AHEAD))) {
            return null;
        }
        return expires.isAfter(now)
                ? "expires in " + Duration.between(now, expires).toDays() + " days, at " + expires
                : "has expired, at " + expires;
    }
}

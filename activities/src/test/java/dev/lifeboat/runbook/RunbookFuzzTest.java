package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runbooks broken by chance, the same chance in each run. */
class RunbookFuzzTest {
    private static final String SECRET = "hunter 2@hunter";
    private static final String PUNCTUATION = "{}[]:,-?#&*!|>'\"%@` \t\n~\\";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eitherReadsOrRefusesAndNeverShowsTheSecret(long seed) throws IOException {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            String text = withASecret(random);
            for (int edits = random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int end = Math.min(text.length(), at + random.nextInt(3));
                text = text.substring(0, at)
                        + PUNCTUATION.charAt(random.nextInt(PUNCTUATION.length()))
                        + text.substring(end);
            }
            refused += isRefused(text) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void staysQuickWhereEverythingIsWrong() throws IOException {
        StringBuilder text = new StringBuilder("name: Shop\n");
        for (int i = 0; text.length() < 300_000; i++) {
            text.append("unknown").append(i).append(": {}\n");
        }
        text.append("phases:\n");
        while (text.length() < (1 << 20) - 100) {
            text.append("  - { name: same, wrong: [ x ], tables: [ users, users ] }\n");
        }
        long before = System.nanoTime();
        assertThat(isRefused(text.toString())).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    /** The good runbook, one of whose values is the secret. */
    private static String withASecret(Random random) {
        List<MatchResult> values = new ArrayList<>(Pattern.compile("(?<=: )[^\\[{\\n,}]+|(?<=\\[ )[^{\\n,\\]]+")
                .matcher(RunbookText.GOOD)
                .results()
                .toList());
        MatchResult value = values.get(random.nextInt(values.size()));
        return RunbookText.GOOD.substring(0, value.start()) + SECRET + RunbookText.GOOD.substring(value.end());
    }

    private boolean isRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("runbook.yaml"), text);
        try {
            RunbookFile.load(file);
            return false;
        } catch (LifeboatException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.RUNBOOK_INVALID);
            assertThat(e.getMessage()).doesNotContain("hunter").doesNotContain("this cannot be understood");
            return true;
        }
    }
}

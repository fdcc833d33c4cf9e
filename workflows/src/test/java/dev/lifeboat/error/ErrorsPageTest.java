package dev.lifeboat.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {
    /** docs/errors.md is exactly what the codes say; a new code prints the page to paste. */
    @Test
    void describesEveryCode() throws IOException {
        StringBuilder page =
                new StringBuilder("# Errors\n\nEvery error has a stable name. Commands end with its exit code; "
                        + "the API's `type` is `urn:lifeboat:error:NAME`.\n\n| name | who acts | retried | exit code | what to do |\n"
                        + "|---|---|---|---|---|\n");
        for (ErrorCode code : ErrorCode.values()) {
            page.append("| ")
                    .append(code.name())
                    .append(" | ")
                    .append(code.category().name().toLowerCase(Locale.ROOT));
            page.append(" | ")
                    .append(code.retryable() ? "yes" : "no")
                    .append(" | ")
                    .append(code.exitCode());
            page.append(" | ").append(code.hint()).append(" |\n");
        }
        Path file = Path.of(System.getProperty("lifeboat.root"), "docs", "errors.md");
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s", page)
                .isEqualTo(page.toString());
    }
}

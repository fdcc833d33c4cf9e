package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.RunbookFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/notifications.md} is true: every example is a runbook's, and the table has every event. */
class NotificationsPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String RUNBOOK = """
            name: shop
            database: { url: "env:DATABASE_URL" }
            store: { primary: { kind: filesystem, path: ./backups } }
            keys: { recipients: [ keys/backup.pub.asc ] }
            """;

    @TempDir
    Path folder;

    private static String page() throws IOException {
        return Files.readString(Path.of(System.getProperty("lifeboat.root"), "docs", "notifications.md"));
    }

    @Test
    void everyExampleIsARunbooks() throws IOException {
        Set<ChannelKind> shown = EnumSet.noneOf(ChannelKind.class);
        Matcher example = EXAMPLE.matcher(page());
        while (example.find()) {
            Path file = Files.writeString(folder.resolve("runbook.yaml"), RUNBOOK + example.group(1));
            List<Notify.Named> channels =
                    RunbookFile.load(file).runbook().notifications().all();
            assertThat(channels).as(example.group(1)).isNotEmpty();
            channels.forEach(channel -> shown.add(channel.kind()));
        }
        assertThat(shown).isEqualTo(EnumSet.allOf(ChannelKind.class));
    }

    @Test
    void theTableHasEveryEvent() throws IOException {
        List<String> rows = new ArrayList<>();
        for (NoticeEvent event : NoticeEvent.values()) {
            rows.add("| %s | %s | %s | %s | %s |"
                    .formatted(
                            event.wireName(),
                            event.effect().name().toLowerCase(Locale.ROOT),
                            event.reach().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            event.meaning(),
                            String.join(", ", event.facts())));
        }
        assertThat(page())
                .as("the table is\n%s", String.join("\n", rows))
                .contains("\n|---|---|---|---|---|\n" + String.join("\n", rows) + "\n\n");
    }
}

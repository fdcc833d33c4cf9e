package dev.lifeboat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.catalogue.Money;
import dev.lifeboat.dashboard.Dashboard;
import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.readiness.RpoNow;
import dev.lifeboat.session.WireJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the API gives is what {@code status} understands (K4). */
class OverviewJsonTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void comesBackAsItWasSent() throws Exception {
        ObjectMapper json = WireJson.mapper();
        Overview overview = overview();
        JsonNode tree = json.readTree(json.writeValueAsString(json.valueToTree(overview)));
        assertThat(json.convertValue(tree, Overview.class)).isEqualTo(overview);
        assertThat(tree.at("/readiness/rpo/restorable/age").asText()).isEqualTo("PT10H");
        assertThat(tree.at("/dashboard/days/0/day").asText()).isEqualTo("2026-11-22");
        assertThat(tree.at("/dashboard/sinceLastBackup").asText()).isEqualTo("PT10H");
    }

    private static Overview overview() {
        RpoNow.Newest newest = new RpoNow.Newest("daily/2026-11-22", NOW, Duration.ofHours(10), true);
        return new Overview(
                "shop",
                new Readiness(
                        NOW,
                        12,
                        new RpoNow(DAY, newest, null),
                        List.of(new Readiness.Reason(
                                "age", 12, 25, "old", List.of(new Readiness.Remedy("too old", "lifeboat backup"))))),
                new Dashboard(
                        NOW,
                        new Dashboard.Backups(1, 1, 0.5, DAY, DAY),
                        new Dashboard.Drills(1, 0, 1.0, NOW),
                        Duration.ofHours(10),
                        new Dashboard.Size("daily/2026-11-22", 3, 4, 5, 6, 0.25, 7),
                        List.of(new Money(new BigDecimal("1.25"), "USD")),
                        List.of(new Dashboard.PhaseTime("auth", 1, DAY, DAY, DAY, true)),
                        List.of(new Dashboard.Day(LocalDate.of(2026, 11, 22), 1, 1, 88L)),
                        List.of("a note")),
                List.of("a warning"));
    }
}

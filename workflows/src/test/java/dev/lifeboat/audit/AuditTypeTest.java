package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/trust.md, the types and what is written down say the same. */
class AuditTypeTest {
    private static final String RUN = "run/1";
    private static final String SET = "daily/2026-11-22";
    private static final String SHA256 = "a".repeat(64);
    private static final String ADA = "ada";

    @Test
    void thePageHasEveryTypeWithItsFields() throws IOException {
        StringBuilder table = new StringBuilder("| entry | category | severity | fields |\n|---|---|---|---|\n");
        for (AuditType type : AuditType.values()) {
            table.append("| `")
                    .append(type.wireName())
                    .append("` | ")
                    .append(type.category())
                    .append(" | ")
                    .append(type.severity())
                    .append(" | ")
                    .append(type.fields().stream()
                            .map(field -> "`" + field + "`")
                            .collect(Collectors.joining(", ")))
                    .append(" |\n");
        }
        assertThat(page()).contains(table.append("\n| field | what |\n").toString());
    }

    @Test
    void thePageSaysWhatEachFieldIsAndKnowsNoOther() throws IOException {
        String page = page();
        String fields = page.substring(page.indexOf("| field | what |"), page.indexOf("`audit list --type`"));
        List<String> said = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| \\S")
                .matcher(fields)
                .results()
                .map(row -> row.group(1))
                .toList();
        Set<String> used = new TreeSet<>();
        Arrays.stream(AuditType.values()).forEach(type -> used.addAll(type.fields()));
        assertThat(said).containsExactlyElementsOf(used);
    }

    @Test
    void eachEntryHasTheFieldsOfItsType() {
        List<AuditEvent> events = events();
        assertThat(events)
                .extracting(AuditEvent::type)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(AuditType.values())
                        .map(AuditType::wireName)
                        .toList());
        assertThat(events).allSatisfy(event -> {
            AuditType type = AuditType.parse(event.type());
            assertThat(type.is(event)).isTrue();
            assertThat(event.data().keySet()).containsExactlyInAnyOrderElementsOf(type.fields());
            assertThat(event.user()).isIn(ADA, "run " + RUN);
        });
        assertThat(events)
                .filteredOn(event -> event.data().containsKey("set"))
                .allSatisfy(event -> assertThat(event.data()).containsEntry("set", SET));
        assertThat(events)
                .filteredOn(event -> event.data().containsKey("stored_bytes"))
                .allSatisfy(event -> assertThat(event.data()).containsEntry("stored_bytes", "400"));
        assertThat(events)
                .filteredOn(event -> event.data().containsKey("error"))
                .allSatisfy(event -> assertThat(event.data()).containsEntry("error", "broken"));
    }

    @Test
    void aValueThatNobodyHasIsLeftOutAndATypeThatIsNoneIsRefusedWithThoseThatAre() {
        assertThat(AuditEvents.accessed("list", null, ADA).data()).containsOnlyKeys("action");
        assertThatThrownBy(() -> AuditType.parse("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"nope\" is no type of entry; known: backup_accessed, backup_taken,");
        assertThatThrownBy(() -> AuditType.BACKUP_TAKEN.by(ADA, RUN)).hasMessageContaining("has the fields [run, set");
    }

    private static List<AuditEvent> events() {
        List<AuditEvent> events = new ArrayList<>(List.of(
                AuditEvents.accessed("show", SET, ADA),
                AuditEvents.backupTaken(RUN, SET, SHA256, 10, 400, Duration.ofSeconds(3), ADA),
                AuditEvents.backupFailed(RUN, "daily", "broken", Duration.ofSeconds(3), ADA),
                AuditEvents.setCopied(RUN, SET, SHA256, "copy-1", 400, ADA),
                AuditEvents.copyFailed(RUN, SET, "copy-1", "broken", ADA),
                AuditEvents.setVerified(RUN, SET, SHA256, "primary", ADA),
                AuditEvents.setFailed(RUN, SET, "primary", "broken", ADA),
                AuditEvents.storePassedOver(RUN, SET, "primary", "SET_CORRUPT", "copy-1", "broken"),
                AuditEvents.removal(AuditType.BACKUP_DELETED, RUN, SET, SHA256, "primary", "r/1", "too old", ADA),
                AuditEvents.removal(AuditType.BACKUP_KEPT, RUN, SET, SHA256, "primary", "r/1", "pinned", ADA),
                AuditEvents.cleanedUp(RUN, "primary", "plan.json", 1, 2, 400, ADA),
                AuditEvents.pinned(true, RUN, SET, List.of("primary", "copy-1"), "law suit", ADA),
                AuditEvents.pinned(false, RUN, SET, List.of("primary"), "settled", ADA),
                AuditEvents.alarmResolved(SET, "half the rows", false, "a clean-up", ADA),
                AuditEvents.proven(RUN, SET, "primary", ADA),
                AuditEvents.begun("drill", RUN, SET, "throw-away", ADA),
                AuditEvents.failed("drill", RUN, SET, "broken", ADA),
                AuditEvents.phaseEnded(RUN, "auth", "accepted", 10, ADA),
                AuditEvents.decided(
                        new RecordedDecision("auth", "open", Verb.APPROVE, ADA, true, "green", SHA256, Instant.EPOCH),
                        RUN,
                        "db"),
                AuditEvents.noticeFailed(notice(), "slack", "broken"),
                AuditEvents.examined(report(false), ADA),
                AuditEvents.examined(report(true), ADA),
                AuditEvents.certificateIssued(SET, RUN, "reports/certificates/x.json", SHA256, ADA),
                AuditEvents.keyExpirySet("AB", "never", ADA),
                AuditEvents.keysExported(List.of("a.asc"), ADA),
                AuditEvents.keyRotated(false, "AB", ADA),
                AuditEvents.keyRotated(true, "AB", ADA),
                AuditEvents.setsResigned(SET, 3, 1, List.of("AB"), ADA),
                AuditEvents.setsRewrapped(SET, 3, 1, List.of("AB"), ADA)));
        for (String kind : List.of("restore", "repair", "rollback", "bisect")) {
            events.add(AuditEvents.begun(kind, RUN, SET, "db", ADA));
            events.add(AuditEvents.ended(kind, RUN, SET, "completed", ADA));
            events.add(AuditEvents.failed(kind, RUN, SET, "broken", ADA));
        }
        return events;
    }

    private static Notice notice() {
        return new Notice(
                "1",
                Instant.EPOCH,
                "shop",
                RUN,
                NoticeEvent.BACKUP_FAILED,
                Severity.CRITICAL,
                "k",
                "s",
                "",
                List.of(),
                null);
    }

    private static AuditReport report(boolean tampered) {
        return AuditReport.of(
                "shop",
                3,
                1,
                2,
                null,
                null,
                null,
                List.of(new AuditFinding(ErrorCode.AUDIT_BROKEN, tampered, "entry 3", "was changed")));
    }

    private static String page() throws IOException {
        return Files.readString(Path.of(System.getProperty("lifeboat.root"), "docs", "trust.md"));
    }
}

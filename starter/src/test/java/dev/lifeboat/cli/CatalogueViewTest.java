package dev.lifeboat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.Money;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.cost.CostLine;
import dev.lifeboat.cost.CostReport;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.rotation.LaterKeys;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.store.MemoryStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What {@code list}, {@code show} and {@code cost} print. {@code -Dlifeboat.record=true} writes it anew. */
class CatalogueViewTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("lifeboat.root"), "starter", "src", "test", "resources", "catalogue.txt");

    private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");
    private static final Instant DAY = Instant.parse("2026-03-04T02:00:00Z");
    private static final String SHA256 = "ab".repeat(32);

    @Test
    void isAsItWas() throws IOException {
        StringBuilder all = new StringBuilder();
        section(all, "list, 120 columns", SetTable.lines(sets(), NOW, 120));
        section(all, "list, 80 columns", SetTable.lines(sets(), NOW, 80));
        section(all, "show", shown());
        section(all, "cost", CostTable.lines(costs()));
        if (Boolean.getBoolean("lifeboat.record")) {
            Files.writeString(GOLDEN, all, StandardCharsets.UTF_8);
        }
        assertThat(all.toString())
                .as("mvn -pl starter -am test -Dtest=CatalogueViewTest -Dlifeboat.record=true writes it anew")
                .isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
    }

    @Test
    void fitsATerminalOfEightyToAHundredAndTwentyColumns() {
        for (int width = 80; width <= 120; width++) {
            int most = width;
            assertThat(SetTable.lines(sets(), NOW, width))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(most));
        }
        assertThat(SetTable.width("")).isEqualTo(120);
        assertThat(SetTable.width("100")).isEqualTo(100);
        assertThat(SetTable.width("40")).isEqualTo(80);
        assertThat(SetTable.width("9999")).isEqualTo(120);
        assertThat(SetTable.width("wide")).isEqualTo(120);
    }

    @Test
    void whatAManifestSaysMovesNoCursor() {
        String hostile = "x\u001b[2J\u009b31m\r\n\u202egnp.exe\u2028";
        CataloguedSet set = set(
                "daily/2026-03-04",
                SetState.FAILED,
                List.of(new Copy("primary", true, SetState.FAILED, hostile, List.of())),
                List.of(mark(MarkKind.PINNED, hostile)),
                List.of(),
                List.of());
        assertThat(String.join("", SetTable.lines(List.of(set), NOW, 80)) + shownOf(set, hostile))
                .contains("x?[2J?31m???gnp.exe?")
                .matches("[ -~]*");
    }

    private static String shownOf(CataloguedSet set, String hostile) {
        AuthenticatedSet found = new AuthenticatedSet(
                sets(hostile).manifest("daily/2026-03-04", hostile, DAY, SetContent.WHOLE, 1_000, null),
                SHA256,
                "A".repeat(40),
                true);
        return String.join("", SetView.lines(found, LaterKeys.NONE, set, new TreeMap<>(), NOW));
    }

    private static List<String> shown() {
        CataloguedSet set = sets().get(0);
        AuthenticatedSet found = new AuthenticatedSet(
                sets("A".repeat(40))
                        .manifest("daily/2026-03-04", null, DAY, SetContent.WHOLE, 1_234_567, "daily/2026-03-03"),
                SHA256,
                "A".repeat(40),
                true);
        LaterKeys later = new LaterKeys(
                new TreeMap<>(Map.of("E".repeat(40), List.of("primary"))),
                new TreeMap<>(Map.of("B".repeat(40), List.of("primary", "offsite"))));
        return SetView.lines(found, later, set, new TreeMap<>(Map.of("offsite", DAY.plus(Duration.ofDays(30)))), NOW);
    }

    private static SmallSets sets(String fingerprint) {
        return new SmallSets(new MemoryStore(Clock.systemUTC()), new Signer() {
            @Override
            public String fingerprint() {
                return fingerprint;
            }

            @Override
            public byte[] publicKey() {
                return new byte[0];
            }

            @Override
            public byte[] sign(byte[] content) {
                throw new IllegalStateException("nothing is signed here");
            }
        });
    }

    private static List<CataloguedSet> sets() {
        return List.of(
                set(
                        "daily/2026-03-04",
                        SetState.VERIFIED,
                        List.of(
                                new Copy("primary", true, SetState.VERIFIED, null, List.of()),
                                new Copy("offsite", null, null, "no answer", List.of())),
                        List.of(mark(MarkKind.VERIFIED, "read"), mark(MarkKind.PINNED, "law suit 17/2026")),
                        List.of("daily/2026-03-03"),
                        List.of()),
                set(
                        "daily/2026-03-03",
                        SetState.PROVEN,
                        List.of(
                                new Copy(
                                        "primary", true, SetState.FAILED, "data/public.users/00001 differs", List.of()),
                                new Copy("offsite", true, SetState.PROVEN, null, List.of())),
                        List.of(mark(
                                MarkKind.ALARMED,
                                "public.users holds 12 rows, the median of the ten sets before it is 120,000; somebody has"
                                        + " to look at it before anything older goes")),
                        List.of(),
                        List.of("daily/2026-03-04")),
                set(
                        "pre-deployment/2026-03-02-feature-with-a-long-name",
                        SetState.TAKEN,
                        List.of(
                                new Copy("primary", true, SetState.TAKEN, null, List.of()),
                                new Copy("offsite", false, null, null, List.of())),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static Mark mark(MarkKind kind, String detail) {
        return new Mark(kind, "daily/2026-03-04", SHA256, "verify/small/1", DAY.plusSeconds(600), detail);
    }

    private static CataloguedSet set(
            String name,
            SetState state,
            List<Copy> copies,
            List<Mark> marks,
            List<String> needs,
            List<String> neededBy) {
        SetFacts facts = new SetFacts(
                name,
                "shop",
                name.substring(0, name.indexOf('/')),
                null,
                Form.ARCHIVE,
                DAY,
                DAY.plusSeconds(60),
                17,
                1_234_567,
                400_000_000,
                123_456_789,
                needs.isEmpty() ? 0 : 7_000_000,
                needs,
                SHA256,
                "A".repeat(40),
                "everything",
                true);
        return new CataloguedSet(
                facts,
                state,
                copies,
                false,
                neededBy,
                marks.stream().filter(mark -> mark.kind() == MarkKind.PINNED).toList(),
                marks.stream().filter(mark -> mark.kind() == MarkKind.ALARMED).toList(),
                marks,
                List.of(usd("0.0057")),
                DAY.plus(Duration.ofDays(30)));
    }

    private static CostReport costs() {
        YearMonth month = YearMonth.of(2026, 3);
        return new CostReport(
                List.of(
                        line(
                                month,
                                "offsite",
                                "weekly",
                                "1234.5",
                                "12.345",
                                "0",
                                new Money(BigDecimal.ZERO, "EUR"),
                                false),
                        line(month, "primary", "daily", "0.04", "0.00092", "0.12", usd("0.0108"), false),
                        line(month.plusMonths(1), "primary", "daily", "0.08", "0.00184", "0.12", usd("0.0108"), true)),
                List.of());
    }

    private static CostLine line(
            YearMonth month,
            String store,
            String mode,
            String gbMonths,
            String storage,
            String gbRead,
            Money transfer,
            boolean forecast) {
        return new CostLine(
                month,
                store,
                mode,
                new BigDecimal(gbMonths),
                new Money(new BigDecimal(storage), transfer.currency()),
                new BigDecimal(gbRead),
                transfer,
                forecast);
    }

    private static Money usd(String amount) {
        return new Money(new BigDecimal(amount), "USD");
    }

    private static void section(StringBuilder all, String title, List<String> lines) {
        all.append("## ").append(title).append('\n');
        lines.forEach(line -> all.append(line).append('\n'));
        all.append('\n');
    }
}

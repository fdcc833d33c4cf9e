package dev.lifeboat.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.lifeboat.archive.SetState.PROVEN;
import static dev.lifeboat.archive.SetState.TAKEN;
import static dev.lifeboat.archive.SetState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.lifeboat.demo.SampleData;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.schedule.ScheduledRun;
import dev.lifeboat.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * V0 to V4, K1, K3: the first of June 2025, the week that it begins and the month behind it, of both plans side by side: the right
 * folders, the right retention, the right alerts.
 *
 * <p><b>What is real</b>: the examples' runbooks and their schedules, applied to a Temporal dev server as {@code schedules apply}
 * does; the schedules' own inputs and run ids, since each schedule is asked to start what is due in the span about a due time, and
 * has to find that itself; every workflow and activity, the database, drills and their servers, files, notices over HTTP.
 *
 * <p><b>What is not</b>: the time. The worker's clock, the events' times in Temporal's answers, the database's clock and the files'
 * times are moved from one due time to the next; only timers are those of the real time. Folders stand for buckets, and databases of a few hundred rows
 * lower {@code health.min-size}. Of the month's ordinary weekdays, which decide nothing, only the daily backup is run for the
 * bookings assistant, and nothing for project-x ({@link #decides}).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlansRunTest {
    private static final Instant START = Instant.parse("2025-06-01T00:00:00Z");
    private static final LocalDate FAILING = LocalDate.parse("2025-06-10");

    @TempDir(factory = Memory.class)
    static Path folder;

    private static final WireMockServer HOOK =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    private static EmbeddedServer server;
    private static Session session;
    private static PlannedSystem bookings;
    private static PlannedSystem project;

    /** A folder that no disk holds, where there is room for one: hundreds of runs write, and flush what they write. */
    static final class Memory implements TempDirFactory {
        private static final Path SHARED = Path.of("/dev/shm");
        private static final long ROOM_BYTES = 2L << 30;

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            boolean room =
                    Files.isWritable(SHARED) && Files.getFileStore(SHARED).getUsableSpace() > ROOM_BYTES;
            return room
                    ? Files.createTempDirectory(SHARED, "lifeboat-test-")
                    : Files.createTempDirectory("lifeboat-test-");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        HOOK.start();
        HOOK.stubFor(any(anyUrl()).willReturn(status(204)));
        server = EmbeddedServer.start(folder.resolve("postgres"));
        String home = folder.resolve("home").toString();
        session = Session.open("dev", 0, Map.of("LIFEBOAT_HOME", home, "LIFEBOAT_TEMPORAL", TemporalServer.binary()));
        bookings = system("bookings-assistant");
        try (Connection connection = bookings.connect()) {
            SampleData.createSchema(connection);
            SampleData.fill(connection, 400, 42);
        }
        project = system("project-x");
        project.execute(
                "project-x",
                "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL)",
                "CREATE TABLE customers (id int PRIMARY KEY, user_id int REFERENCES users)",
                "CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL)",
                "CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, product int REFERENCES products)",
                "INSERT INTO users SELECT i, i || '@example.com' FROM generate_series(1, 100) i",
                "INSERT INTO customers SELECT i, i FROM generate_series(1, 100) i",
                "INSERT INTO products SELECT i, 'product ' || i FROM generate_series(1, 50) i",
                "INSERT INTO orders SELECT i, 1 + i % 100, 1 + i % 50 FROM generate_series(1, 200) i");
    }

    private static PlannedSystem system(String example) throws Exception {
        return new PlannedSystem(
                folder.resolve(example),
                session,
                server,
                HOOK,
                example,
                START,
                plan -> plan.replaceFirst("(?m)^health:( +)\\{", "health:$1{ min-size: 1KB,"));
    }

    @AfterAll
    static void stop() {
        Stream.of(bookings, project).filter(system -> system != null).forEach(PlannedSystem::close);
        session.close();
        server.destroy();
        HOOK.stop();
    }

    private static void sideBySide(Callable<Void> one, Callable<Void> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<Void> life : threads.invokeAll(List.of(one, other))) {
                life.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Void> until(PlannedSystem system, String end) {
        return () -> {
            system.liveUntil(Instant.parse(end), (run, due) -> decides(system, run, due));
            return null;
        };
    }

    /** Whether a run is one of those that the test does not leave out. */
    private static boolean decides(PlannedSystem system, ScheduledRun run, Instant due) {
        LocalDate day = LocalDate.ofInstant(due, ZoneOffset.UTC);
        boolean sunday = day.getDayOfWeek() == DayOfWeek.SUNDAY;
        if (day.isBefore(LocalDate.parse("2025-06-08")) || day.equals(LocalDate.parse("2025-07-01"))) {
            return true;
        }
        if (system == bookings) {
            boolean aboutTheFailure = day.equals(FAILING) || day.equals(FAILING.plusDays(1));
            return sunday || aboutTheFailure || run.id().equals("backup/bookings-assistant/daily");
        }
        // Whoever looks at health wants the sets of the day before.
        if (Set.of("2025-06-30", "2025-07-05").contains(day.toString())) {
            return !run.kind().equals(ScheduledRun.HEALTH);
        }
        return sunday
                && (day.equals(LocalDate.parse("2025-07-06"))
                        || !Set.of("schema", "data", "check").contains(run.name()));
    }

    @Test
    @Order(1)
    void aDayOnWhichAllComesTogether() throws Exception {
        sideBySide(until(bookings, "2025-06-02T00:00:00Z"), until(project, "2025-06-02T00:00:00Z"));

        assertThat(bookings.ran())
                .containsExactly(
                        "01 02:00 backup/daily",
                        "01 02:00 backup/monthly",
                        "01 02:00 backup/weekly",
                        "01 03:00 verify/daily",
                        "01 04:00 drill/monthly",
                        "01 04:00 drill/weekly",
                        "01 05:00 audit/verify",
                        "01 06:00 retention/clean-up",
                        "01 07:00 health/check",
                        "01 08:00 verify/monthly");
        assertThat(bookings.states())
                .isEqualTo(Map.of("daily/2025-06-01", VERIFIED, "monthly/2025-06", PROVEN, "weekly/2025-W22", PROVEN));
        assertThat(bookings.told())
                .isEqualTo(Map.of(
                        "info backup_completed backup/daily", 1,
                        "info backup_completed backup/monthly", 1,
                        "info backup_completed backup/weekly", 1,
                        "info verification_completed verify/all/daily", 1,
                        "info verification_completed verify/all/monthly", 1,
                        "info drill_proven drill/monthly", 1,
                        "info drill_proven drill/weekly", 1,
                        "info retention_done retention", 1));

        assertThat(project.ran())
                .containsExactly(
                        "01 02:00 backup/weekly",
                        "01 03:00 backup/monthly",
                        "01 04:00 verify/sunday",
                        "01 04:00 retention/clean-up",
                        "01 05:00 verify/sunday",
                        "01 06:00 backup/daily",
                        "01 06:00 retention/clean-up",
                        "01 07:00 health/check",
                        "01 08:00 audit/verify",
                        "01 09:00 verify/monthly",
                        "01 10:00 drill/recovery-test",
                        "01 12:00 backup/schema",
                        "01 18:00 backup/data");
        assertThat(project.states())
                .isEqualTo(Map.of(
                        "daily/2025-06-01", VERIFIED,
                        "data/2025-06-01", TAKEN,
                        "monthly/2025-06", VERIFIED,
                        "schema/2025-06-01", TAKEN,
                        "weekly/2025-W22", PROVEN));
        for (String store : List.of("s3", "local", "gcs")) {
            assertThat(project.sets(store))
                    .as(store)
                    .containsExactlyElementsOf(project.states().keySet());
        }
        assertThat(project.told())
                .isEqualTo(Map.ofEntries(
                        Map.entry("info backup_completed backup/weekly", 1),
                        Map.entry("info backup_completed backup/monthly", 1),
                        Map.entry("info backup_completed backup/daily", 1),
                        Map.entry("info backup_completed backup/schema", 1),
                        Map.entry("info backup_completed backup/data", 1),
                        Map.entry("info verification_completed verify/all/sunday", 2),
                        Map.entry("info verification_completed verify/all/monthly", 1),
                        Map.entry("info drill_proven drill/recovery-test", 1),
                        Map.entry("info decision_waiting drill/recovery-test-2025-06-01T10:00:00Z", 1),
                        // A new system: of two verified sets, which a clean-up wants to see, there is none yet or one.
                        // The first schema and the first data, which at seven are still to come, are no problem.
                        Map.entry("warning retention_done retention", 2)));
    }

    @Test
    @Order(2)
    void aWeekInWhichNothingButSuccessIsTold() throws Exception {
        sideBySide(until(bookings, "2025-06-08T00:00:00Z"), until(project, "2025-06-08T00:00:00Z"));

        assertThat(bookings.ran())
                .hasSize(6 * 4)
                .startsWith(
                        "02 02:00 backup/daily",
                        "02 03:00 verify/daily",
                        "02 05:00 audit/verify",
                        "02 07:00 health/check");
        assertThat(bookings.sets("primary"))
                .containsExactlyElementsOf(
                        with(days("daily/", "2025-06-01", "2025-06-07"), "monthly/2025-06", "weekly/2025-W22"));
        assertThat(bookings.states().values()).doesNotContain(TAKEN);
        assertThat(bookings.told())
                .isEqualTo(Map.of(
                        "info backup_completed backup/daily", 6, "info verification_completed verify/all/daily", 6));

        assertThat(project.ran())
                .hasSize(6 * 4)
                .startsWith(
                        "02 06:00 backup/daily",
                        "02 07:00 health/check",
                        "02 12:00 backup/schema",
                        "02 18:00 backup/data");
        for (String store : List.of("s3", "local", "gcs")) {
            assertThat(project.sets(store)).as(store).hasSize(3 * 7 + 2).contains("schema/2025-06-07");
        }
        assertThat(project.told())
                .isEqualTo(Map.of(
                        "info backup_completed backup/daily", 6,
                        "info backup_completed backup/schema", 6,
                        "info backup_completed backup/data", 6));
    }

    /** In one night of it the bookings assistant's database is away. */
    @Test
    @Order(3)
    void aMonthWhoseOldSetsGoAndWhoseBadNightIsToldAndResolved() throws Exception {
        sideBySide(
                () -> {
                    until(bookings, FAILING + "T00:00:00Z").call();
                    bookings.execute("postgres", "ALTER DATABASE \"bookings-assistant\" RENAME TO away");
                    until(bookings, FAILING + "T02:30:00Z").call();
                    bookings.execute("postgres", "ALTER DATABASE away RENAME TO \"bookings-assistant\"");
                    return until(bookings, "2025-07-07T00:00:00Z").call();
                },
                until(project, "2025-07-07T00:00:00Z"));

        assertThat(bookings.ran())
                .contains("01 06:00 drill/quarterly", "06 04:00 drill/monthly", "06 08:00 verify/monthly")
                .filteredOn(line -> line.endsWith("failed"))
                .containsExactly("10 02:00 backup/daily failed");
        List<String> kept = with(
                days("daily/", "2025-06-07", "2025-07-06"),
                "monthly/2025-06",
                "monthly/2025-07",
                "weekly/2025-W22",
                "weekly/2025-W23",
                "weekly/2025-W24",
                "weekly/2025-W25",
                "weekly/2025-W26",
                "weekly/2025-W27");
        kept.remove("daily/" + FAILING);
        assertThat(bookings.sets("primary"))
                .as("but for the one that is thirty days old to the second, which may be either")
                .filteredOn(set -> !set.equals("daily/2025-06-06"))
                .containsExactlyElementsOf(kept);
        assertThat(bookings.hasTombstone("primary", "daily/2025-06-01")).isTrue();
        assertThat(bookings.told())
                .isEqualTo(Map.ofEntries(
                        Map.entry("info backup_completed backup/daily", 28),
                        Map.entry("info backup_completed backup/weekly", 5),
                        Map.entry("info backup_completed backup/monthly", 1),
                        Map.entry("info verification_completed verify/all/daily", 8),
                        Map.entry("info verification_completed verify/all/monthly", 1),
                        Map.entry("info drill_proven drill/weekly", 5),
                        Map.entry("info drill_proven drill/monthly", 1),
                        Map.entry("info drill_proven drill/quarterly", 1),
                        Map.entry("info decision_waiting drill/quarterly-2025-07-01T06:00:00Z", 1),
                        Map.entry("info retention_done retention", 5),
                        Map.entry("critical backup_failed backup/daily", 1),
                        Map.entry("critical health_problem health/age/daily", 1),
                        Map.entry("info health_resolved health/age/daily", 1)));

        assertThat(project.ran()).noneMatch(line -> line.endsWith("failed")).contains("06 10:00 drill/recovery-test");
        assertThat(project.sets("s3"))
                .as("a bucket keeps what the modes say")
                .isEqualTo(project.sets("gcs"))
                .contains("monthly/2025-06", "weekly/2025-W22", "daily/2025-06-07", "schema/2025-06-06")
                .doesNotContain("daily/2025-06-05", "schema/2025-06-05", "data/2025-06-05");
        List<String> shorter = new ArrayList<>(project.sets("s3"));
        shorter.removeAll(List.of("monthly/2025-06", "weekly/2025-W22"));
        assertThat(project.sets("local"))
                .as("the local copy keeps nothing longer than a month")
                .isEqualTo(shorter);
        assertThat(project.told())
                .isEqualTo(Map.of(
                        "info backup_completed backup/weekly", 5,
                        "info backup_completed backup/monthly", 1,
                        "info backup_completed backup/daily", 8,
                        "info backup_completed backup/schema", 4,
                        "info backup_completed backup/data", 4,
                        "info verification_completed verify/all/sunday", 10,
                        "info verification_completed verify/all/monthly", 1,
                        "info drill_proven drill/recovery-test", 1,
                        "info decision_waiting drill/recovery-test-2025-07-06T10:00:00Z", 1,
                        "info retention_done retention", 6));
    }

    /** Nobody asks it to: an interval of seconds instead of a day. */
    @Test
    @Order(4)
    void aScheduleStartsItsRunByItself() throws Exception {
        bookings.fireAfter("backup/bookings-assistant/daily", Duration.ofSeconds(2));
        Await.until("a set is there", Duration.ofSeconds(60), () -> bookings.sets("primary")
                .contains("daily/2025-07-07"));
        Await.until("people hear of it", Duration.ofSeconds(60), () -> bookings.told()
                .containsKey("info backup_completed backup/daily"));
    }

    private static List<String> days(String prefix, String first, String last) {
        return LocalDate.parse(first)
                .datesUntil(LocalDate.parse(last).plusDays(1))
                .map(day -> prefix + day)
                .toList();
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }
}

package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.drill.Chaos;
import dev.lifeboat.drill.ChosenSet;
import dev.lifeboat.drill.DrillActivities;
import dev.lifeboat.drill.DrillActivitiesImpl;
import dev.lifeboat.drill.DrillOptions;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.drill.Mutation;
import dev.lifeboat.drill.MutationReport;
import dev.lifeboat.drill.RealWork;
import dev.lifeboat.drill.ThrowAway;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.MutationKind;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a drill does with its copy of a nasty database: damages it and undoes that, and makes it without Lifeboat. */
class DrilledShopTest {
    private static final String RUN = "drill/shop/2026-01-14T04-00-00/0193-b";

    @TempDir
    Path folder;

    private final Shop shop = Shop.get();
    private final Runbook book = shop.with(List.of(
                    phase(
                            "auth",
                            List.of("users", "user_roles"),
                            new Check(
                                    "every user has a role",
                                    "select count(*) from users u where not exists"
                                            + " (select from user_roles r where r.user_id = u.id)",
                                    0,
                                    null,
                                    null,
                                    null)),
                    phase(
                            "orders",
                            List.of("orders", "audit"),
                            new Check("there are orders", "select count(*) > 0 from orders", true, null, null, null),
                            new Check("one can order", null, null, "http://127.0.0.1:1/order", 200, null))))
            .withDrillServer("env:SERVER");
    private DrillActivities activities;
    private DrillRequest request;
    private ThrowAway copy;

    private static Phase phase(String name, List<String> tables, Check... checks) {
        return new Phase(name, null, tables, List.of(), List.of(checks), null);
    }

    @BeforeEach
    void provide() {
        Secrets secrets = shop.secrets;
        activities = new DrillActivitiesImpl(
                secrets,
                new PostgresConnector(secrets),
                new ClientTools(Map.of("PATH", "/usr/bin")),
                folder,
                Clock.systemUTC(),
                new Chaos(secrets, new PostgresConnector(secrets), false, new RealWork()),
                null);
        DrillRequest asked = new DrillRequest(book, "0".repeat(64), "latest", "weekly", "test", null)
                .with(new DrillOptions(MutationKind.all(), 1, false, false, null, List.of(), true));
        ChosenSet chosen = activities.choose(asked);
        assertThat(chosen.byHand()).as("every drill's turn").isTrue();
        request = new DrillRequest(
                book,
                asked.runbookSha256(),
                chosen.set(),
                "weekly",
                "test",
                null,
                chosen.manifestSha256(),
                asked.options());
        copy = activities.provide(request, RUN);
    }

    @AfterEach
    void destroy() {
        activities.destroy(request, RUN);
        assertThat(shop.value("postgres", "SELECT count(*) FROM pg_database WHERE datname = '" + copy.name() + "'"))
                .isEqualTo("0");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tellsWhichDamageTheGatesCatchAndUndoesAllOfIt() {
        Recovery.begin(shop.activities(), shop.request(book, copy.target(), false, false, null), "restore/shop/drill")
                .whole();
        List<String> before = shop.dump(copy.name());
        MutationReport report = activities.tryGates(request, copy, RUN);
        assertThat(shop.dump(copy.name())).as("the copy, before and after").isEqualTo(before);

        Map<String, Mutation> tried = report.tried().stream().collect(Collectors.toMap(Mutation::name, one -> one));
        assertThat(tried.keySet())
                .as("not tried: %s", report.skipped())
                .contains(
                        "rows-dropped public.user_roles",
                        "table-emptied public.audit",
                        "rows-duplicated public.audit",
                        "values-shifted public.orders ticket",
                        "orphans public.user_roles user_roles_user_id_fkey",
                        "sequence-set-back public.users users_id_seq",
                        "sequence-set-back public.countdown",
                        "index-missing public.orders orders_user",
                        "key-missing public.user_roles user_roles_pkey",
                        "foreign-key-missing public.user_roles user_roles_user_id_fkey",
                        "check-missing public.orders orders_total_check",
                        "trigger-missing public.orders orders_stamp",
                        "trigger-disabled public.orders orders_stamp",
                        "policy-missing public.users users_public",
                        "row-security-off public.users",
                        "view-missing public.order_list");
        assertThat(report.tried().stream().filter(one -> one.kind().ofRows()).toList())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.caught()).as(one.name()).isTrue());
        assertThat(tried.get("rows-dropped public.user_roles").by())
                .contains("rows", "content", "sql: every user has a role");
        assertThat(tried.get("rows-dropped public.user_roles").advice()).isNull();
        assertThat(tried.get("table-emptied public.audit").withoutSet()).isFalse();
        assertThat(tried.get("table-emptied public.audit").advice())
                .isEqualTo("{ sql: \"select count(*) > 0 from \\\"public\\\".\\\"audit\\\"\", equals: true }");
        assertThat(tried.get("trigger-missing public.orders orders_stamp").by()).contains("structure");
        Mutation missed = tried.get("trigger-disabled public.orders orders_stamp");
        assertThat(missed.by()).isEmpty();
        assertThat(missed.advice()).contains("pg_trigger", "orders_stamp", "equals: 1");
        assertThat(report.describe())
                .startsWith("gates catch " + report.caughtCount() + " of " + tried.size() + "; of ");
        assertThat(report.trend()).singleElement().satisfies(point -> assertThat(point.tried())
                .isEqualTo(tried.size()));
    }

    /** Each advice is a check as it could stand in the runbook: it holds on the undamaged copy. */
    @Test
    void advisesChecksThatAreGreenOnTheUndamagedCopy() {
        Recovery.begin(shop.activities(), shop.request(book, copy.target(), false, false, null), "restore/shop/drill")
                .whole();
        MutationReport report = activities.tryGates(request, copy, RUN);
        assertThat(report.tried())
                .filteredOn(one -> one.advice() != null && one.advice().endsWith(" }"))
                .isNotEmpty()
                .allSatisfy(one -> {
                    String sql = one.advice()
                            .replaceFirst("^\\{ sql: \"(.*)\", equals: .* }$", "$1")
                            .replace("\\\"", "\"");
                    String expected = one.advice().replaceFirst(".*, equals: (.*) }$", "$1");
                    assertThat(shop.value(copy.name(), sql)).as(one.advice()).isEqualTo(expected.replace("true", "t"));
                });
    }

    @Test
    void damagesNothingWithoutTheMarkOfThisDrill() {
        String database = shop.emptyTarget();
        shop.run(database, "CREATE TABLE precious (id int); INSERT INTO precious VALUES (1)");
        assertRefused(new ThrowAway(shop.ref(database), database, false, null), RUN);
        assertRefused(copy, "drill/shop/2026-01-14T04-00-00/another");
        shop.run("postgres", "COMMENT ON DATABASE " + copy.name() + " IS 'kept for Ada'");
        assertRefused(copy, RUN);
        shop.run(
                "postgres",
                "COMMENT ON DATABASE " + copy.name() + " IS 'throw-away database of a Lifeboat drill: " + RUN + "'");
        assertThat(shop.value(database, "SELECT count(*) FROM precious")).isEqualTo("1");
    }

    private void assertRefused(ThrowAway database, String run) {
        assertThatThrownBy(() -> activities.tryGates(request, database, run))
                .isInstanceOfSatisfying(LifeboatException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.TARGET_CHANGED));
    }

    @Test
    void saysWhyNothingIsTriedWhereAGateIsRedAlready() {
        Recovery.begin(shop.activities(), shop.request(book, copy.target(), false, false, null), "restore/shop/drill")
                .whole();
        shop.run(
                copy.name(), "SET session_replication_role = replica; DELETE FROM public.user_roles WHERE user_id = 1");
        MutationReport report = activities.tryGates(request, copy, RUN);
        assertThat(report.tried()).isEmpty();
        assertThat(report.skipped())
                .singleElement()
                .asString()
                .startsWith("nothing was tried: red on the undamaged copy");
    }

    /** Twice: what a try that was cut off has made is dropped first. */
    @Test
    void restoresWithGpgAndPgRestoreAlone() {
        shop.run(copy.name(), "CREATE TABLE left_by_a_killed_try (id int)");
        RestoreReport report = activities.restoreByHand(withBudgets(request), copy, RUN);
        assertThat(report.phases()).extracting(PhaseReport::phase).containsExactly("auth", "orders", "remainder");
        assertThat(report.phases())
                .as("the time of the whole misses no phase's budget")
                .extracting(PhaseReport::within)
                .containsOnlyNulls();
        assertThat(report.phases())
                .allSatisfy(phase ->
                        assertThat(phase.contentEqual()).as(phase.phase()).isTrue());
        assertThat(report.phases().stream()
                        .flatMap(phase -> phase.gates().stream())
                        .flatMap(gate -> gate.checks().stream())
                        .filter(check -> !check.passed())
                        .map(GateCheck::name))
                .isEmpty();
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(report.phases())
                .flatExtracting(PhaseReport::notAsked)
                .singleElement()
                .asString()
                .contains("\"one can order\"");
        assertThat(shop.value(copy.name(), "SELECT to_regclass('left_by_a_killed_try') IS NULL"))
                .isEqualTo("t");
        assertNothingIsLeftOnThisMachine();
    }

    private static DrillRequest withBudgets(DrillRequest request) {
        Runbook book = request.runbook();
        List<Phase> phases = book.phases().stream()
                .map(phase -> new Phase(
                        phase.name(),
                        Duration.ofMillis(1),
                        phase.tables(),
                        phase.writes(),
                        phase.gate(),
                        phase.approval()))
                .toList();
        return new DrillRequest(
                book.withPhases(phases),
                request.runbookSha256(),
                request.set(),
                request.name(),
                request.startedBy(),
                null,
                request.manifestSha256(),
                request.options());
    }

    /** Whoever may write to the store must not have a worker run his own script, with the private keys at hand. */
    @Test
    void runsNoScriptThatIsNotTheSets() throws Exception {
        Path store = folder.resolve("tampered");
        Path ran = folder.resolve("ran");
        copyOf(Path.of(String.valueOf(book.store().primary().path())), store);
        Path script = store.resolve(request.set()).resolve("restore.sh");
        String own = Files.readString(script);
        Files.delete(script);
        Files.writeString(script, own.replaceFirst("\n", "\ntouch " + ran + "\n"));
        DrillRequest tampered = new DrillRequest(
                book.withStore(new StoreSettings(StoreLocation.folder(store.toString()), List.of())),
                request.runbookSha256(),
                request.set(),
                "weekly",
                "test",
                null,
                request.manifestSha256(),
                request.options());
        assertThatThrownBy(() -> activities.restoreByHand(tampered, copy, RUN))
                .isInstanceOfSatisfying(LifeboatException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.SET_CORRUPT);
                    assertThat(refused).hasMessageContaining("restore.sh differs from its manifest");
                });
        assertThat(ran).doesNotExist();
        removeAll(store);
        assertNothingIsLeftOnThisMachine();
    }

    /** The database is dropped by whichever worker comes first: keys and what was fetched stay where they were used. */
    private void assertNothingIsLeftOnThisMachine() {
        assertThat(folder).isEmptyDirectory();
        assertThat(Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "lb-" + copy.name().substring(copy.name().lastIndexOf('_') + 1)))
                .doesNotExist();
    }

    private static void copyOf(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void removeAll(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** With it goes the trigger that calls it: that is a table's, though the function is none's. */
    @Test
    void looksAtWhatGoesWithAFunction() {
        Recovery.begin(shop.activities(), shop.request(book, copy.target(), false, false, null), "restore/shop/drill")
                .whole();
        shop.run(
                copy.name(), "SET session_replication_role = replica; ALTER FUNCTION public.stamp() RENAME TO a_stamp");
        MutationReport report = activities.tryGates(request, copy, RUN);
        assertThat(report.tried())
                .filteredOn(one -> one.kind() == MutationKind.FUNCTION_MISSING)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.object()).contains("a_stamp()");
                    assertThat(one.by()).contains("structure");
                });
    }

    /** Each damage takes a transaction's number, so that this check is green at first and red soon, whatever is damaged. */
    @Test
    void takesNoCheckForAWitnessThatTurnsRedByItself() {
        String numbers = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
        Recovery.begin(shop.activities(), shop.request(book, copy.target(), false, false, null), "restore/shop/drill")
                .whole();
        long now = Long.parseLong(shop.value(copy.name(), "SELECT " + numbers));
        Check aging = new Check("fresh", "select " + numbers + " < " + (now + 4), true, null, null, null);
        DrillRequest withAging = new DrillRequest(
                book.withPhases(List.of(phase("auth", List.of("users", "user_roles"), aging))),
                request.runbookSha256(),
                request.set(),
                "weekly",
                "test",
                null,
                request.manifestSha256(),
                request.options());
        MutationReport report = activities.tryGates(withAging, copy, RUN);
        assertThat(report.skipped())
                .anySatisfy(line -> assertThat(line).contains("\"fresh\" counts for nothing any more"));
        assertThat(report.tried())
                .hasSizeGreaterThan(10)
                .allSatisfy(one -> assertThat(one.by()).as(one.name()).doesNotContain("sql: fresh"));
    }
}

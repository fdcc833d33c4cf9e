package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Taking a target: never twice, never over data, never half. */
class TargetTakingTest {
    private final Shop shop = Shop.get();
    private final RestoreActivities activities = shop.activities();

    @Test
    void refusesASecondRunThatComesUnderAnotherName() {
        String database = shop.emptyTarget();
        Recovery.begin(activities, shop.request(shop.ref(database)), "restore/shop/one");
        RestorePlan plan = activities.plan(shop.request(shop.ref(database)), "restore/shop/alias");
        assertThat(plan.blockers()).singleElement().asString().startsWith("ALREADY_RUNNING: run restore/shop/one");
        fails(
                ErrorCode.ALREADY_RUNNING,
                () -> activities.prepare(shop.request(shop.ref(database)), plan, "restore/shop/alias", Recovery.BEGAN));
    }

    @Test
    void looksAgainWhenTheTargetHasChangedBetweenPlanAndTaking() {
        String database = shop.emptyTarget();
        RestoreRequest request = shop.request(shop.ref(database));
        RestorePlan plan = activities.plan(request, "restore/shop/late");
        assertThat(plan.blockers()).isEmpty();
        shop.run(database, "CREATE TABLE somebody_was_here (id int)");
        fails(ErrorCode.TARGET_NOT_EMPTY, () -> activities.prepare(request, plan, "restore/shop/late", Recovery.BEGAN));
        assertThat(shop.value(database, "SELECT to_regnamespace('_lifeboat_restore') IS NULL"))
                .isEqualTo("t");
    }

    @Test
    void refusesAReadOnlyTarget() {
        String database = shop.emptyTarget();
        shop.run("postgres", "ALTER DATABASE " + database + " SET default_transaction_read_only = on");
        assertThat(activities
                        .plan(shop.request(shop.ref(database)), "restore/shop/standby")
                        .blockers())
                .anyMatch(blocker -> blocker.startsWith("TARGET_UNSUITABLE: the target is read-only"));
    }

    @Test
    void putsADatabaseWithDataAsideAndMakesOneLikeIt() throws SQLException {
        String database = shop.emptyTarget();
        shop.run("postgres", "DROP DATABASE " + database);
        shop.run(
                "postgres",
                "CREATE DATABASE " + database
                        + " TEMPLATE template0 OWNER shop_owner ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' CONNECTION LIMIT 7");
        shop.run(database, "CREATE TABLE precious (id int)");
        RestoreRequest request = broken(database, false);
        RestorePlan plan = activities.plan(request, "restore/shop/broken");
        assertThat(plan.blockers()).isEmpty();
        try (Connection application = DriverManager.getConnection(shop.server.jdbcUrl(database))) {
            assertThat(application.isValid(1)).isTrue();
            PreparedTarget target = activities.prepare(request, plan, "restore/shop/broken", Recovery.BEGAN);
            assertThat(application.isValid(1))
                    .as("the application was sent away")
                    .isFalse();
            assertThat(activities.prepare(request, plan, "restore/shop/broken", Recovery.BEGAN))
                    .as("a repeat finds that it is done")
                    .isEqualTo(target);
        }
        String aside = shop.value(
                "postgres", "SELECT datname FROM pg_database WHERE datname LIKE '" + database + "_before_%'");
        assertThat(activities
                        .prepare(request, plan, "restore/shop/broken", Recovery.BEGAN)
                        .putAside())
                .isEqualTo(aside);
        assertThat(shop.value(aside, "SELECT count(*) FROM precious")).isEqualTo("0");
        String like = "SELECT concat_ws(' ', datdba::regrole, pg_encoding_to_char(encoding), datcollate, datctype,"
                + " datconnlimit, datallowconn) FROM pg_database WHERE datname = '";
        assertThat(shop.value("postgres", like + database + "'"))
                .isEqualTo(shop.value("postgres", like + aside + "'"))
                .contains("shop_owner UTF8 C C 7 t");
        assertThat(shop.value(
                        "postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + database + "_before_%'"))
                .isEqualTo("1");
    }

    @Test
    void putsNothingAsideWhenTheDatabaseIsEmptyOrTheNameIsAnothers() {
        String empty = shop.emptyTarget();
        Recovery.begin(activities, broken(empty, false), "restore/shop/needless");
        assertThat(shop.value(
                        "postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + empty + "_before_%'"))
                .isEqualTo("0");

        String full = shop.emptyTarget();
        shop.run(full, "CREATE TABLE precious (id int)");
        RestoreRequest mistyped =
                shop.request(shop.runbook, shop.ref(full), false, false, full.substring(0, full.length() - 1));
        assertThat(activities.plan(mistyped, "restore/shop/mistyped").blockers())
                .anyMatch(blocker -> blocker.startsWith("TARGET_NOT_EMPTY"))
                .first()
                .isEqualTo("USAGE: after --break-glass you typed " + full.substring(0, full.length() - 1)
                        + ", and the target is " + full);
    }

    @Test
    void goesOnWithAPutAsideThatWasKilledAfterTheRename() {
        String database = shop.emptyTarget();
        shop.run(database, "CREATE TABLE precious (id int)");
        RestoreRequest request = broken(database, false);
        RestorePlan plan = activities.plan(request, "restore/shop/killed");
        shop.run("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
        shop.run("postgres", "ALTER DATABASE " + database + " RENAME TO " + database + "_before_x");
        activities.prepare(request, plan, "restore/shop/killed", Recovery.BEGAN);
        assertThat(shop.value(database + "_before_x", "SELECT count(*) FROM precious"))
                .isEqualTo("0");
    }

    @Test
    void resumesWithoutLoadingTwiceAndWithoutTouchingWhatIsOpen() {
        String database = shop.emptyTarget();
        Recovery first = Recovery.begin(activities, shop.request(shop.ref(database)), "restore/shop/first");
        first.structures();
        first.phase("auth");
        first.load("orders");
        shop.run(database, "DELETE FROM public.user_roles");
        RestoreRequest again = shop.request(shop.runbook, shop.ref(database), true, false, null);
        Recovery second = Recovery.begin(activities, again, "restore/shop/second");
        assertThat(second.target.openedPhases()).containsExactly("auth");
        fails(ErrorCode.RUN_SUPERSEDED, () -> first.build("orders"));
        second.structures();
        second.open("auth");
        for (String phase : second.phases().subList(1, second.phases().size())) {
            second.phase(phase);
        }
        second.finish();
        assertThat(shop.value(database, "SELECT count(*) FROM public.user_roles"))
                .as("what the application did since")
                .isEqualTo("0");
        assertThat(shop.value(database, "SELECT count(*) FROM public.orders"))
                .isEqualTo(shop.value("shop", "SELECT count(*) FROM public.orders"));
    }

    @Test
    void goesOnFromWhenTheFirstRunBeganAndKnowsWhereTheOldDatabaseIs() {
        String database = shop.emptyTarget();
        shop.run(database, "CREATE TABLE precious (id int)");
        Recovery first = Recovery.begin(activities, broken(database, false), "restore/shop/first-try");
        assertThat(first.target.begunAt()).as("it began anew").isNull();
        RestoreRequest again = shop.request(shop.runbook, shop.ref(database), true, false, null);
        RestorePlan plan = activities.plan(again, "restore/shop/second-try");
        Instant later = Recovery.BEGAN.plusSeconds(275);
        for (int tried = 0; tried < 2; tried++) {
            PreparedTarget target = activities.prepare(again, plan, "restore/shop/second-try", later);
            assertThat(target.begunAt()).isEqualTo(Recovery.BEGAN);
            assertThat(target.putAside()).startsWith(database + "_before_").isEqualTo(first.target.putAside());
        }
    }

    @Test
    void startsOverByItsOwnBookUnlessAPhaseIsOpen() {
        String database = shop.emptyTarget();
        Recovery first = Recovery.begin(activities, shop.request(shop.ref(database)), "restore/shop/over");
        first.structures();
        first.load("auth");
        RestoreRequest over = shop.request(shop.runbook, shop.ref(database), false, true, null);
        Recovery second = Recovery.begin(activities, over, "restore/shop/over-2");
        second.whole();
        assertThat(shop.dump(database, "--schema-only")).isEqualTo(shop.dump("shop", "--schema-only"));

        String opened = shop.emptyTarget();
        Recovery third = Recovery.begin(activities, shop.request(shop.ref(opened)), "restore/shop/opened");
        third.structures();
        third.phase("auth");
        RestoreRequest refused = shop.request(shop.runbook, shop.ref(opened), false, true, null);
        RestorePlan plan = activities.plan(refused, "restore/shop/opened-2");
        assertThat(plan.blockers())
                .anyMatch(blocker -> blocker.startsWith("TARGET_UNSUITABLE: phases auth were opened"));
        fails(
                ErrorCode.TARGET_UNSUITABLE,
                () -> activities.prepare(refused, plan, "restore/shop/opened-2", Recovery.BEGAN));
        assertThat(shop.value(opened, "SELECT count(*) FROM public.users"))
                .isEqualTo(shop.value("shop", "SELECT count(*) FROM public.users"));
    }

    @Test
    void closesAnOpenedPhaseToItsReadersAndOpensItAsItWas() {
        String database = shop.emptyTarget();
        Recovery recovery = Recovery.begin(activities, shop.request(shop.ref(database)), "restore/shop/hold");
        recovery.structures();
        recovery.phase("auth");
        String rights = "SELECT string_agg(relname || relacl::text || relowner::regrole, ' ' ORDER BY relname)"
                + " FROM pg_class WHERE relname IN ('users', 'user_roles')";
        String before = shop.value(database, rights);
        String read = shop.as("app", database, "SELECT count(*) FROM public.users");
        assertThat(read).doesNotStartWith("error");
        activities.close(recovery.run, "auth");
        assertThat(shop.as("app", database, "SELECT count(*) FROM public.users"))
                .isEqualTo("error 42501");
        assertThat(shop.value(database, "SELECT count(*) FROM public.users"))
                .isEqualTo(shop.value("shop", "SELECT count(*) FROM public.users"));
        activities.close(recovery.run, "auth");
        activities.open(recovery.run, "auth");
        activities.open(recovery.run, "auth");
        assertThat(shop.value(database, rights)).isEqualTo(before);
        assertThat(shop.as("app", database, "SELECT count(*) FROM public.users"))
                .isEqualTo(read);
    }

    @Test
    void doesEveryStepTwiceAsIfOnce() {
        String database = shop.emptyTarget();
        RestoreRequest request = shop.request(shop.ref(database));
        Recovery recovery = Recovery.begin(activities, request, "restore/shop/twice");
        assertThat(activities.prepare(request, recovery.plan, "restore/shop/twice", Recovery.BEGAN))
                .isEqualTo(recovery.target);
        recovery.structures();
        recovery.structures();
        for (String phase : recovery.phases()) {
            recovery.load(phase);
            recovery.load(phase);
            recovery.build(phase);
            recovery.build(phase);
            recovery.open(phase);
            recovery.open(phase);
        }
        recovery.finish();
        recovery.finish();
        assertThat(shop.dump(database, "--schema-only")).isEqualTo(shop.dump("shop", "--schema-only"));
        assertThat(shop.value(database, "SELECT count(*) FROM public.users"))
                .isEqualTo(shop.value("shop", "SELECT count(*) FROM public.users"));
    }

    @Test
    void tellsARestoreRoleWhatItLacksWithTheStatementThatMendsIt() {
        String database = shop.emptyTarget();
        shop.run("postgres", "ALTER DATABASE " + database + " OWNER TO restorer");
        RestoreRequest request = shop.request(new DatabaseRef("env:RESTORER", database));
        List<String> blockers =
                activities.plan(request, "restore/shop/restorer").blockers();
        assertThat(blockers).anySatisfy(blocker -> assertThat(blocker)
                .startsWith("PRIVILEGE_MISSING")
                .contains("GRANT")
                .contains("TO restorer"));
    }

    private RestoreRequest broken(String database, boolean resume) {
        return shop.request(shop.runbook, shop.ref(database), resume, false, database);
    }

    private static void fails(ErrorCode code, Runnable work) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}

package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** At no step before a phase opens does anybody but the run read or write a row of it. */
class ExposureTest {
    private static final String DENIED = "error 42501";
    private static final String FENCED = "error 55000";
    private static final List<String> ROLES = List.of("app", "anon", "shop_owner");

    private final Shop shop = Shop.get();
    private final String database = shop.emptyTarget();

    @Test
    void nothingOfAPhaseIsReadOrWrittenBeforeItOpens() {
        Recovery recovery = Recovery.begin(shop.activities(), shop.request(shop.ref(database)), "restore/shop/x");
        recovery.structures();
        closed("auth", "orders", "remainder");
        recovery.load("auth");
        closed("auth", "orders", "remainder");
        recovery.build("auth");
        closed("auth", "orders", "remainder");
        assertThat(shop.value(database, "SELECT count(*) FROM public.users")).isEqualTo("200");

        recovery.open("auth");
        assertThat(shop.as("app", database, "SELECT count(*) FROM public.users"))
                .as("the policy shows one row")
                .isEqualTo("1");
        assertThat(shop.as("anon", database, "SELECT count(id) FROM public.users"))
                .as("its policy reads a table that is closed")
                .isEqualTo(DENIED);
        assertThat(shop.as("app", database, "SELECT public.is_admin(10)")).isEqualTo("t");
        assertThat(shop.as("app", database, "SELECT count(*) FROM public.people"))
                .isEqualTo("200");
        closed("orders", "remainder");
        recovery.load("orders");
        closed("orders", "remainder");
        recovery.build("orders");
        closed("orders", "remainder");

        recovery.open("orders");
        assertThat(shop.as("app", database, "SELECT count(*) FROM public.orders"))
                .isEqualTo("5");
        assertThat(shop.as("anon", database, "SELECT public.count_orders()")).isEqualTo("1000");
        assertThat(shop.as("anon", database, "SELECT public.count_by_view()"))
                .isEqualTo(shop.as("anon", "shop", "SELECT public.count_by_view()"));
        assertThat(shop.as("app", database, "SELECT sum(total) > 0 FROM public.takings"))
                .isEqualTo("t");
        assertThat(shop.as("app", database, "SELECT count(*) FROM public.audit"))
                .as("would show the rows of its child, which is closed")
                .isEqualTo(DENIED);
        closed("remainder");
        recovery.load("remainder");
        closed("remainder");
        recovery.build("remainder");
        closed("remainder");

        recovery.open("remainder");
        assertThat(shop.as("app", database, "SELECT count(*) FROM shop.events")).isEqualTo("502");
        assertThat(shop.as("app", database, "SELECT count(*) FROM public.audit"))
                .isEqualTo("2");
        assertThat(shop.as("anon", database, "SELECT public.peek('orders')")).isEqualTo("1000");
    }

    /** The target's own default privileges would give each new table away with its first row. */
    @Test
    void defaultPrivilegesOfTheTargetGiveNothingAway() {
        shop.run(database, """
                ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
                ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO PUBLIC;
                ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO app WITH GRANT OPTION;
                ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon;
                ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;""");
        Recovery recovery = Recovery.begin(shop.activities(), shop.request(shop.ref(database)), "restore/shop/d");
        assertThat(shop.as("anon", database, "SELECT token FROM _lifeboat_restore.run"))
                .isEqualTo(DENIED);
        recovery.structures();
        recovery.load("auth");
        closed("auth", "orders", "remainder");
        recovery.build("auth");
        recovery.open("auth");
        recovery.phase("orders");
        recovery.phase("remainder");
        recovery.finish();
        assertThat(shop.dump(database, "--schema-only")).isEqualTo(shop.dump("shop", "--schema-only"));
    }

    private void closed(String... phases) {
        for (String phase : phases) {
            switch (phase) {
                case "auth" -> {
                    tables("public.users", "public.user_roles");
                    views("public.people");
                    denied("SELECT public.is_admin(10)");
                    denied("SELECT nextval('public.users_id_seq')");
                }
                case "orders" -> {
                    tables("public.orders", "public.audit");
                    views("public.order_list", "public.per_user", "public.takings");
                    denied("SELECT public.count_orders()");
                    denied("SELECT public.count_by_view()");
                    denied("SELECT nextval('public.orders_id_seq')");
                }
                default -> {
                    tables("shop.events", "shop.events_2024", "shop.events_2025_a", "shop.special_audit", "shop.loose");
                    denied("SELECT public.peek('events')");
                }
            }
        }
    }

    private void tables(String... names) {
        for (String name : names) {
            denied("SELECT count(*) FROM " + name);
            denied("DELETE FROM " + name);
            denied("TRUNCATE " + name);
            // Nobody's rights, not even a superuser's, are enough to write.
            assertThat(shop.value(database, "DELETE FROM " + name)).as(name).isEqualTo(FENCED);
            assertThat(shop.value(database, "TRUNCATE " + name + " CASCADE"))
                    .as(name)
                    .isEqualTo(FENCED);
        }
    }

    private void views(String... names) {
        for (String name : names) {
            // Not made yet is closed too.
            for (String role : ROLES) {
                assertThat(shop.as(role, database, "SELECT count(*) FROM " + name))
                        .as("%s reads %s", role, name)
                        .isIn(DENIED, "error 42P01");
            }
        }
    }

    private void denied(String sql) {
        for (String role : ROLES) {
            assertThat(shop.as(role, database, sql)).as("%s: %s", role, sql).isEqualTo(DENIED);
        }
    }
}

package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FencesTest {
    private static final String FENCED = "error 55000";

    private final Shop shop = Shop.get();
    private final String database = shop.emptyTarget();
    private final TargetConnections connections = new TargetConnections(new PostgresConnector(shop.secrets)::connect);
    private Recovery recovery;

    @BeforeEach
    void fence() {
        recovery = Recovery.begin(shop.activities(), shop.request(shop.ref(database)), "restore/shop/f");
        recovery.structures();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO shop.events (at) VALUES ('2024-03-03')",
                "INSERT INTO shop.events_2024 (id, at) VALUES (1, '2024-03-03')",
                "INSERT INTO shop.events_2025 (id, at) VALUES (1, '2025-03-03')",
                "UPDATE shop.events_2025_a SET note = 'x'",
                "DELETE FROM public.audit",
                "TRUNCATE shop.events CASCADE",
                "COPY public.audit (what) FROM PROGRAM 'echo x'",
                "MERGE INTO public.audit USING (VALUES ('x')) v (w) ON false WHEN NOT MATCHED THEN INSERT (what) VALUES (w)",
                "SELECT set_config('session_replication_role', 'replica', false) FROM (SELECT 1) x",
            })
    void stopsEveryWriteWithoutTheToken(String sql) {
        String replica = "SET session_replication_role = 'replica'; ";
        if (sql.startsWith("SELECT")) {
            assertThat(shop.value(database, replica + "DELETE FROM public.users"))
                    .isEqualTo(FENCED);
        } else {
            assertThat(shop.value(database, sql)).isEqualTo(FENCED);
            assertThat(shop.value(database, replica + sql)).isEqualTo(FENCED);
        }
    }

    @Test
    void stopsTheTablesOwnerAndAForgedToken() {
        shop.run(database, "ALTER TABLE public.audit OWNER TO shop_owner");
        assertThat(shop.as("shop_owner", database, "INSERT INTO public.audit (what) VALUES ('x')"))
                .isEqualTo(FENCED);
        assertThat(shop.value(database, "SET lifeboat.token = 'guess'; DELETE FROM public.audit"))
                .isEqualTo(FENCED);
        // Even the true token, in another role's session.
        assertThat(shop.as(
                        "shop_owner",
                        database,
                        "SET lifeboat.token = '" + recovery.run.token() + "'; DELETE FROM public.audit"))
                .isEqualTo(FENCED);
    }

    @Test
    void letsTheRunThroughUntilItIsTakenOver() throws SQLException {
        try (Connection connection = connections.open(recovery.run)) {
            assertThat(Sql.execute(connection, "INSERT INTO public.audit (what) VALUES ('ours')"))
                    .isEqualTo(1);
            Recovery later = Recovery.begin(
                    shop.activities(),
                    shop.request(shop.runbook, shop.ref(database), true, false, null),
                    "restore/shop/later");
            assertThatThrownBy(() -> Sql.execute(connection, "INSERT INTO public.audit (what) VALUES ('late')"))
                    .hasMessageContaining("55000");
            assertThatThrownBy(() -> connections.open(recovery.run))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_SUPERSEDED));
            connections.open(later.run).close();
        }
    }

    @Test
    void comesBackWhenSomebodyDisabledIt() {
        shop.run(database, "ALTER TABLE public.audit DISABLE TRIGGER lifeboat_fence");
        recovery.structures();
        assertThat(shop.value(database, "DELETE FROM public.audit")).isEqualTo(FENCED);
    }
}

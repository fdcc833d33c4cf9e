package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.PostgresConnector;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ForeignKeysTest {
    private final Shop shop = Shop.get();
    private final String database = shop.emptyTarget();
    private final Recovery recovery =
            Recovery.begin(shop.activities(), shop.request(shop.ref(database)), "restore/shop/k");

    @Test
    void waitForTheLaterPhaseAlsoInACircleAndStayAsValidAsTheyWere() {
        recovery.structures();
        recovery.load("auth");
        recovery.build("auth");
        assertThat(recovery.notes)
                .contains("foreign key users_favourite_fkey waits for phase orders")
                .contains("foreign key orders_user_id_fkey waits for phase orders")
                .contains("foreign key loose_fkey waits for phase remainder");
        assertThat(state("user_roles_user_id_fkey")).isEqualTo("t");
        assertThat(state("users_favourite_fkey")).isEqualTo("no row");
        recovery.open("auth");
        recovery.load("orders");
        recovery.build("orders");
        assertThat(state("users_favourite_fkey")).isEqualTo("t");
        assertThat(state("orders_user_id_fkey")).isEqualTo("t");
        assertThat(state("loose_fkey")).isEqualTo("no row");
        recovery.open("orders");
        recovery.phase("remainder");
        assertThat(state("loose_fkey")).as("NOT VALID at the source").isEqualTo("f");
        assertThat(state("events_user_id_fkey")).isEqualTo("t");
    }

    @Test
    void areStoodInForByAGuardOnWhatTheyWillReferTo() {
        recovery.structures();
        recovery.phase("auth");
        assertThat(shop.value(database, "DELETE FROM public.user_roles WHERE user_id = 200"))
                .as("nothing refers to roles")
                .isEqualTo("done 1");
        assertThat(shop.value(database, "DELETE FROM public.users WHERE id = 200"))
                .isEqualTo("error 23001");
        assertThat(shop.value(database, "TRUNCATE public.users CASCADE")).isEqualTo("error 23001");
        assertThat(shop.value(database, "UPDATE public.users SET id = DEFAULT WHERE id = 200"))
                .isEqualTo("error 23001");
        assertThat(shop.value(
                        database, "SET session_replication_role = 'replica'; DELETE FROM public.users WHERE id = 200"))
                .isEqualTo("error 23001");
        assertThat(shop.value(database, "UPDATE public.users SET email = 'new@example.com' WHERE id = 200"))
                .as("nothing refers to the address")
                .isEqualTo("done 1");
        recovery.phase("orders");
        assertThat(shop.value(database, "DELETE FROM public.orders WHERE id = 1000"))
                .as("every key to orders is made")
                .isEqualTo("done 1");
        assertThat(shop.value(database, "DELETE FROM public.users WHERE id = 200"))
                .isEqualTo("error 23001");
        recovery.phase("remainder");
        recovery.finish();
        assertThat(shop.value(database, "INSERT INTO public.users (email) VALUES ('one@more')"))
                .isEqualTo("done 1");
        assertThat(shop.value(database, "DELETE FROM public.users WHERE email = 'one@more'"))
                .isEqualTo("done 1");
    }

    @Test
    void thatDoNotHoldAreLeftNotValidAndNamed() throws SQLException {
        recovery.structures();
        recovery.load("auth");
        try (Connection connection =
                new TargetConnections(new PostgresConnector(shop.secrets)::connect).open(recovery.run)) {
            Sql.execute(connection, "DELETE FROM public.users WHERE id = 7");
        }
        recovery.build("auth");
        assertThat(recovery.notes)
                .anyMatch(note ->
                        note.startsWith("foreign key user_roles_user_id_fkey of") && note.contains("does not hold"));
        assertThat(state("user_roles_user_id_fkey")).isEqualTo("f");
    }

    private String state(String name) {
        return shop.value(
                database,
                "SELECT convalidated FROM pg_constraint WHERE contype = 'f' AND conname = '" + name
                        + "' AND conparentid = 0");
    }
}

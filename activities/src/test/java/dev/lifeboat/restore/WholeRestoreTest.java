package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes back is what was taken: definitions, owners, grants, rows, sequences. */
class WholeRestoreTest {
    private final Shop shop = Shop.get();

    @Test
    void dumpsOfSourceAndTargetDifferInNothingButOrder() {
        String database = shop.emptyTarget();
        Recovery recovery = Recovery.begin(shop.activities(), shop.request(shop.ref(database)), "restore/shop/a");
        assertThat(recovery.plan.blockers()).isEmpty();
        recovery.whole();
        assertThat(shop.dump(database, "--schema-only")).isEqualTo(shop.dump("shop", "--schema-only"));
        assertThat(rows(database)).isEqualTo(rows("shop"));
        assertThat(sequences(database))
                .containsAll(sequences("shop").stream()
                        .filter(line -> !line.contains("events_id_seq"))
                        .toList());
        assertThat(sequences(database))
                .as("ahead of an id that the source's sequence was not")
                .contains("SELECT pg_catalog.setval('shop.events_id_seq', 90000, true);");
        assertThat(shop.value(database, "SELECT to_regnamespace('_lifeboat_restore') IS NULL"))
                .isEqualTo("t");
    }

    private List<String> rows(String database) {
        return shop.dump(database, "--data-only").stream()
                .filter(line -> !line.contains("pg_catalog.setval"))
                .toList();
    }

    private List<String> sequences(String database) {
        return shop.dump(database, "--data-only").stream()
                .filter(line -> line.contains("pg_catalog.setval"))
                .toList();
    }
}

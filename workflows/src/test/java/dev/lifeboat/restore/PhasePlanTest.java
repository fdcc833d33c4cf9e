package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhasePlanTest {
    @Test
    void namesTheFirstTablesAndCountsAll() {
        List<String> names =
                IntStream.range(0, 10_000).mapToObj(table -> "public.t" + table).toList();

        PhasePlan plan = PhasePlan.of("remainder", names, 7, 7, 1, 2, 3);

        assertThat(plan.tableCount()).isEqualTo(10_000);
        assertThat(plan.tables()).hasSize(PhasePlan.MOST_NAMES).startsWith("public.t0", "public.t1");
    }

    /** A run that began before counts travelled has every name. */
    @Test
    void countsTheNamesWhereNoCountCame() {
        assertThat(new PhasePlan("auth", List.of("a", "b"), null, 1, 1, 1, 1, 1, null).tableCount())
                .isEqualTo(2);
    }
}

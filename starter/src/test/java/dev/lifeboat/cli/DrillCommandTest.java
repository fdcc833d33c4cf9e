package dev.lifeboat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.MutationKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillCommandTest {
    @Test
    void namesTheKindsOfDamageThatThereAre() {
        for (List<String> asked : List.of(List.of("nonsense"), List.of("all", "nonsense"))) {
            assertThatThrownBy(() -> DrillCommand.kinds(asked))
                    .isInstanceOfSatisfying(LifeboatException.class, refused -> assertThat(refused.code())
                            .isEqualTo(ErrorCode.USAGE))
                    .hasMessageContaining("\"nonsense\"")
                    .hasMessageContaining("there are rows-dropped, table-emptied, ");
        }
    }

    @Test
    void takesEachKindOnce() {
        assertThat(DrillCommand.kinds(List.of("all", "orphans"))).isEqualTo(MutationKind.all());
        assertThat(DrillCommand.kinds(List.of("orphans", "orphans"))).containsExactly(MutationKind.ORPHANS);
        assertThat(DrillCommand.kinds(List.of())).isEmpty();
    }
}

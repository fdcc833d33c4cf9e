package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.drill.BisectActivities;
import dev.lifeboat.drill.BisectActivitiesImpl;
import dev.lifeboat.drill.BisectRequest;
import dev.lifeboat.drill.BisectSet;
import dev.lifeboat.drill.ProbeRequest;
import dev.lifeboat.drill.Probed;
import dev.lifeboat.drill.ThrowAway;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Phase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a search for the last good set is told of one copy: green, red, or nothing. */
class BisectedShopTest {
    private static final String SHA256 = "0".repeat(64);

    private final Shop shop = Shop.get();
    private final BisectActivities activities =
            new BisectActivitiesImpl(shop.secrets, new PostgresConnector(shop.secrets));

    @Test
    void asksOneCheckByItsNameAndAllOfAPhases() {
        assertThat(ask("small").outcome()).isEqualTo(Probed.Outcome.GREEN);
        assertThat(ask("even").outcome()).isEqualTo(Probed.Outcome.RED);
        assertThat(ask("numbers")).satisfies(answer -> {
            assertThat(answer.outcome()).as("the one that is red decides").isEqualTo(Probed.Outcome.RED);
            assertThat(answer.detail()).isEqualTo("even: expected 0, found 1");
        });
    }

    /** In a set from before the column was there the gate may be as good as ever: taken for red, it would hide later ones. */
    @Test
    void takesNoCheckForRedThatDoesNotFitTheSet() {
        Probed answer = ask("younger");
        assertThat(answer.outcome()).isEqualTo(Probed.Outcome.UNKNOWN);
        assertThat(answer.detail()).contains("could not be checked", "42703");
    }

    @Test
    void namesTheChecksThatThereAre() {
        assertThatThrownBy(() -> activities.sets(search("all is well")))
                .isInstanceOfSatisfying(LifeboatException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining("\"numbers\", \"small\"");
    }

    private Probed ask(String gate) {
        String copy = shop.emptyTarget();
        try {
            shop.run(copy, "CREATE TABLE public.numbers (n int); INSERT INTO public.numbers VALUES (1), (2)");
            return activities.ask(
                    new ProbeRequest(search(gate), new BisectSet(shop.setId, SHA256, Instant.EPOCH)),
                    new ThrowAway(shop.ref(copy), copy, false, null));
        } finally {
            shop.run("postgres", "DROP DATABASE " + copy);
        }
    }

    private BisectRequest search(String gate) {
        List<Check> checks = List.of(
                check("small", "select count(*) from numbers where n > 2"),
                check("even", "select count(*) from numbers where n % 2 = 1"));
        List<Phase> phases = List.of(
                new Phase("numbers", null, List.of("users"), List.of(), checks, null),
                new Phase(
                        "later",
                        null,
                        List.of("orders"),
                        List.of(),
                        List.of(check("younger", "select count(*) from numbers where since is null")),
                        null));
        return new BisectRequest(shop.with(phases), SHA256, gate, null, null, null, false, 1, "test");
    }

    private static Check check(String name, String sql) {
        return new Check(name, sql, 0, null, null, null);
    }
}

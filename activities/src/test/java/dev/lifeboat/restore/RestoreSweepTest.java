package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.Calls;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.FaultyStore.When;
import dev.lifeboat.sweep.Sweep;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifiedRange;
import dev.lifeboat.verify.VerifyActivities;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A restore and a verification whose store fails once, at any call, or whose activities are all called twice. */
@Timeout(300)
class RestoreSweepTest {
    private final Shop shop = Shop.get();

    @Test
    void oneFailureOfTheStoreIsToldAndOvercomeByARestore() throws Throwable {
        List<String> expected = restored(UnaryOperator.identity(), Calls.retrying(new ArrayList<>()));
        int calls = Sweep.through(When.BEFORE, fault -> {
            List<LifeboatException> failures = new ArrayList<>();
            assertThat(restored(store -> new FaultyStore(store, fault), Calls.retrying(failures)))
                    .isEqualTo(expected);
            // Earlier reports serve the forecast alone, which a plan does without.
            boolean forecast = String.valueOf(fault.failed()).contains(" reports/");
            assertThat(failures).hasSize(fault.happened() && !forecast ? 1 : 0);
        });
        assertThat(calls).as("calls of a restore").isGreaterThan(20);
    }

    @Test
    void everyActivityOfARestoreCalledTwiceGivesTheSameDatabase() {
        List<String> done = new ArrayList<>();
        List<String> once = restored(UnaryOperator.identity(), Calls.retrying(new ArrayList<>()));
        assertThat(restored(UnaryOperator.identity(), Calls.twice(done))).isEqualTo(once);
        assertThat(done)
                .contains("plan", "prepare", "createStructures", "load", "readBack", "buildIndexes", "addConstraints")
                .contains("addForeignKeys", "addBehaviour", "open", "finish");
    }

    @Test
    void oneFailureOfTheStoreIsToldAndOvercomeByAVerification() throws Throwable {
        for (When when : When.values()) {
            int calls = Sweep.through(when, fault -> {
                List<LifeboatException> failures = new ArrayList<>();
                verify(store -> new FaultyStore(store, fault), Calls.retrying(failures));
                assertThat(failures).hasSize(fault.happened() ? 1 : 0);
            });
            assertThat(calls).as("calls of a verification").isGreaterThan(20);
        }
    }

    @Test
    void everyActivityOfAVerificationCalledTwiceSaysTheSame() {
        List<String> done = new ArrayList<>();
        verify(UnaryOperator.identity(), Calls.twice(done));
        assertThat(done).containsExactly("open", "verifySchema", "verifyParts", "mark");
    }

    private List<String> restored(UnaryOperator<Store> wrapping, Calls.Policy policy) {
        String target = shop.emptyTarget();
        RestoreRequest request = shop.request(over(wrapping), shop.ref(target), false, false, null);
        RestoreActivities activities = Calls.through(RestoreActivities.class, shop.activities(), policy);
        Recovery.begin(activities, request, "restore/shop/" + target).whole();
        List<String> dump = shop.dump(target);
        shop.run("postgres", "DROP DATABASE " + target);
        return dump;
    }

    private void verify(UnaryOperator<Store> wrapping, Calls.Policy policy) {
        Vault vault = Vault.of(over(wrapping));
        VerifyActivities activities = Calls.through(
                VerifyActivities.class, new VerifyActivitiesImpl(shop.secrets, Clock.systemUTC()), policy);
        OpenedSet set = activities.open(new VerifyRequest(vault, shop.setId, 1));
        PartRange all = new PartRange(vault, set.setId(), set.manifestSha256(), 0, set.parts());
        VerifiedRange schema = activities.verifySchema(all);
        VerifiedRange rows = activities.verifyParts(all);
        activities.mark(vault, set.setId(), set.manifestSha256(), "verify/shop/" + vault.hashCode(), null);
        assertThat(schema.objects()).isPositive();
        assertThat(rows.rows()).isEqualTo(set.rows());
    }

    private Runbook over(UnaryOperator<Store> wrapping) {
        Path folder = Path.of(String.valueOf(shop.runbook.store().primary().path()));
        StoreLocation location = FaultyKind.location(folder, wrapping);
        return shop.runbook.withStore(new StoreSettings(location, List.of()));
    }
}

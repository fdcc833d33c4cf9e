package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.compare.Comparer;
import dev.lifeboat.copy.CopyActivitiesImpl;
import dev.lifeboat.copy.CopyRequest;
import dev.lifeboat.drill.Chaos;
import dev.lifeboat.drill.DrillActivitiesImpl;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.drill.RealWork;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.repair.RepairActivitiesImpl;
import dev.lifeboat.repair.RepairRequest;
import dev.lifeboat.rollback.RollbackActivitiesImpl;
import dev.lifeboat.rollback.RollbackRequest;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.DyingStore;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done with a set, what there is to know of its choice is said: here that a store is silent. */
@Timeout(120)
class ChoiceTest {
    private static final String SHA256 = "0".repeat(64);
    private static final ClientTools TOOLS = new ClientTools(Map.of("PATH", "/usr/bin"));

    @TempDir
    Path folder;

    private final Shop shop = Shop.get();
    private final PostgresConnector connector = new PostgresConnector(shop.secrets);
    private final TargetConnections connections = new TargetConnections(connector::connect);
    private Runbook runbook;

    @BeforeEach
    void addASilentStore() {
        StoreLocation dead = FaultyKind.location(
                folder.resolve("dead"), store -> new DyingStore(new FileSystemStore(folder.resolve("dead")), 0));
        StoreLocation disk = StoreLocation.folder(folder.resolve("disk").toString());
        runbook = shop.runbook.withStore(
                new StoreSettings(shop.runbook.store().primary(), List.of(dead.named("dead"), disk.named("disk"))));
    }

    @Test
    void aRestoreSaysIt() {
        onTarget(target -> assertSaid(new RestorePlanner(shop.secrets, connections, TOOLS)
                .plan(shop.request(runbook, target, false, false, null), "plan")
                .warnings()));
    }

    @Test
    void aRepairSaysIt() {
        RepairRequest request = new RepairRequest(
                runbook,
                SHA256,
                "latest",
                shop.ref("shop"),
                "shop",
                List.of("public.users"),
                false,
                false,
                "test",
                List.of(),
                true,
                null);
        assertSaid(new RepairActivitiesImpl(shop.secrets, connections, new PinnedSets(), Clock.systemUTC())
                .plan(request)
                .warnings());
    }

    @Test
    void aRollBackSaysIt() {
        RollbackRequest request = new RollbackRequest(
                runbook, SHA256, "latest", shop.ref("shop"), "shop", false, false, "test", List.of(), true, null);
        assertSaid(new RollbackActivitiesImpl(shop.secrets, connections, connector, TOOLS, Clock.systemUTC())
                .plan(request, "rollback/shop/choice")
                .warnings());
    }

    @Test
    void aDrillSaysIt() {
        assertSaid(chosenForADrill(runbook));
    }

    @Test
    void aDrillSaysThatNoSignerIsTrusted() {
        Keys known = shop.runbook.keys();
        Keys unknown = new Keys(known.recipients(), null, known.privateKeys(), known.passphrase(), List.of());

        assertThat(chosenForADrill(shop.runbook)).isEmpty();
        assertThat(chosenForADrill(shop.runbook.withKeys(unknown)))
                .singleElement()
                .asString()
                .startsWith("no signer is trusted by the runbook; " + shop.setId + " is signed by ");
    }

    private List<String> chosenForADrill(Runbook runbook) {
        return new DrillActivitiesImpl(
                        shop.secrets,
                        connector,
                        TOOLS,
                        folder,
                        Clock.systemUTC(),
                        new Chaos(shop.secrets, connector, false, new RealWork()),
                        null)
                .choose(new DrillRequest(runbook, SHA256, "latest", "manual", "test", null))
                .warnings();
    }

    @Test
    void aVerificationSaysIt() {
        assertSaid(new VerifyActivitiesImpl(shop.secrets, Clock.systemUTC())
                .open(VerifyRequest.of(runbook, "latest"))
                .warnings());
    }

    @Test
    void aComparisonSaysItOnce() {
        assertSaid(new Comparer(OpenVault.of(Vault.of(runbook), shop.secrets), connector, TOOLS)
                .sets("latest", shop.setId, new Comparer.Scope(List.of(), true, false))
                .warnings());
    }

    @Test
    void aCopySaysIt() {
        assertSaid(new CopyActivitiesImpl(shop.secrets, Clock.systemUTC())
                .begin(new CopyRequest(runbook, "latest", "disk", null, "test", false))
                .warnings());
    }

    private void onTarget(Consumer<DatabaseRef> work) {
        String target = shop.emptyTarget();
        try {
            work.accept(shop.ref(target));
        } finally {
            shop.run("postgres", "DROP DATABASE " + target);
        }
    }

    private static void assertSaid(List<String> warnings) {
        assertThat(warnings)
                .filteredOn(warning -> warning.contains("does not answer"))
                .singleElement()
                .asString()
                .contains("store dead")
                .contains("connection refused");
    }
}

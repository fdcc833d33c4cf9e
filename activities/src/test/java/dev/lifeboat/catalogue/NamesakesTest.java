package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.copy.SetPlaces;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sets of one name in two stores: the one that was chosen is the one that is worked on. */
class NamesakesTest {
    private static final Secrets SECRETS = new Secrets(Map.of());
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");
    private static final String SET = "daily/2026-03-01";

    @TempDir
    Path folder;

    private TwoStores stores;
    private String chosen;

    @BeforeEach
    void addNamesakes() {
        stores = new TwoStores(folder);
        stores.primary.sets().add(SET, DAY, 1_000);
        chosen = stores.copy.sets().add(SET, DAY.plus(Duration.ofHours(1)), 1_000);
        for (ListedStore store : List.of(stores.primary, stores.copy)) {
            SetObjects.write(store.open().store(), SET + "/schema.dump.pgp", new byte[900]);
            SetObjects.write(store.open().store(), SET + "/data/public.users/00001.copy.zst.pgp", new byte[100]);
        }
    }

    @Test
    void theChosenOneIsVerifiedWhereItIs() {
        OpenedSet opened = new VerifyActivitiesImpl(SECRETS, Clock.systemUTC())
                .open(new VerifyRequest(stores.open().vault(), "latest", 1));
        assertThat(opened.manifestSha256()).isEqualTo(chosen);
        assertThat(opened.store()).isEqualTo("copy-1");
        assertThat(opened.warnings()).anyMatch(warning -> warning.startsWith("another set is called " + SET));
    }

    @Test
    void anotherRunsChoiceCounts() {
        Selecting selecting = new Selecting(stores.open());
        Selecting.Chosen nearest = selecting.chosen(SET);
        assertThat(nearest.manifestSha256()).isNotEqualTo(chosen);
        assertThat(selecting.authenticate(nearest, chosen).manifestSha256()).isEqualTo(chosen);
    }

    @Test
    void aNamesakeIsNotTakenForACopy() {
        assertThat(SetPlaces.of(stores.open()).gaps())
                .containsExactly(new SetPlaces.Gap(SET, "copy-1", "it is another set of this name"));
    }
}

package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No worker kills itself unless it says so, and something starts it again. This process is what would be gone. */
@Timeout(60)
class ChaosTest {
    @TempDir
    Path folder;

    @Test
    void killsNoWorkerThatDidNotConsent() {
        assertThat(kill(Map.of(), true)).isEqualTo("no worker was killed: LIFEBOAT_CHAOS=allowed is not set on it");
        assertThat(kill(Map.of("LIFEBOAT_CHAOS", "yes"), true)).contains("is not set on it");
    }

    @Test
    void killsNoCommandWithWhichTheDrillWouldEnd() {
        assertThat(kill(Map.of("LIFEBOAT_CHAOS", "allowed"), false))
                .isEqualTo("no worker was killed: it is a command's own, and goes with it; take `lifeboat worker`");
    }

    private String kill(Map<String, String> environment, boolean stands) {
        Secrets secrets = new Secrets(environment);
        TestActivityEnvironment engine = TestActivityEnvironment.newInstance();
        try {
            engine.registerActivitiesImplementations(new DrillActivitiesImpl(
                    secrets,
                    new PostgresConnector(secrets),
                    new ClientTools(Map.of()),
                    folder,
                    Clock.systemUTC(),
                    stands));
            return engine.newActivityStub(DrillActivities.class)
                    .killWorker(new ThrowAway(DatabaseRef.of("env:NOWHERE"), "lifeboat_drill_0", false));
        } finally {
            engine.close();
        }
    }
}

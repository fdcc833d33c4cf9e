package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lifeboat rollback-schema}: a migration that went wrong, taken back with all rows. */
class RollbackSchemaTest {
    @TempDir
    Path folder;

    @Test
    void theStatementsAreShownAndNothingChangesBeforeTheApproval() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            CommandLine commands = system.commands();
            commands.run("backup", "--schema-only", "--mode", "schema", "--engine", "memory")
                    .endsWith(0);
            long users = system.rows("bookings", "users");
            system.execute(
                    "bookings",
                    "ALTER TABLE users ADD COLUMN nickname text, ALTER COLUMN email DROP NOT NULL",
                    "CREATE VIEW leak AS SELECT email, nickname FROM users",
                    "GRANT SELECT ON leak TO PUBLIC");
            String url = system.server().url("bookings");
            String[] back = {"rollback-schema", "latest:schema", "--target", url, "--engine", "memory"};
            assertThat(commands.run(back).endsWith(21).out())
                    .contains("DROP VIEW public.leak", "keep COLUMN public.users.nickname");
            assertThat(system.rows("bookings", "leak")).isEqualTo(users);

            String[] approved = java.util.Arrays.copyOf(back, back.length + 1);
            approved[back.length] = "--auto-approve";
            CommandLine.Outcome done = commands.run(approved).endsWith(0);
            assertThat(done.out()).contains("drop VIEW public.leak");
            assertThat(folder.resolve("state/targets")).as("passwords in files").doesNotExist();
            assertThat(done.err()).containsPattern("to take it back: gpg --decrypt rollbacks/[^ ]*undo-");
            assertThat(system.rows("bookings", "users")).isEqualTo(users);
            assertThat(commands.run(approved).endsWith(0).err()).doesNotContain("to take it back");
            approved[back.length] = "--drop-extra";
            assertThat(commands.run(approved).endsWith(21).out()).contains("DROP COLUMN nickname");
            back[1] = "no-such-set";
            commands.run(back).endsWith(10);
        }
    }
}

package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.store.s3.VersityGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line with its sets in buckets of a real S3 server, and where a bucket is out of reach. */
class BucketStoreTest {
    @TempDir
    Path folder;

    @Test
    void examinesBacksUpCopiesVerifiesAndListsInBucketsAndDrillsFromTheCopyWhenTheFirstAndTheSourceAreGone()
            throws Exception {
        Path server = Files.createDirectories(folder.resolve("gateway"));
        try (VersityGateway gateway = VersityGateway.in(server);
                SampleSystem system = SampleSystem.create(folder, 1_000)) {
            CommandLine commands = system.commands()
                    .with("STORE_ACCESS", VersityGateway.ROOT)
                    .with("STORE_SECRET", VersityGateway.SECRET);
            String bucket = gateway.bucket();
            stores("{ name: near, " + bucket(gateway.endpoint(), bucket), "");

            assertThat(commands.run("doctor", "--engine", "memory").out())
                    .contains("store near")
                    .contains(bucket)
                    .contains("can be written, read and cleaned");
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            commands.run("verify", "latest", "--engine", "memory").endsWith(0);
            assertThat(commands.run("list", "--json").endsWith(0).out()).contains("\"state\":\"verified\"");

            wrongSecret(commands, bucket);
            String second = gateway.bucket();
            copied(commands, gateway, bucket, second);
            outOfReach(system, gateway, second);
        }
    }

    private static void wrongSecret(CommandLine commands, String bucket) throws Exception {
        String wrong = "a-secret-that-is-not-the-buckets";
        commands.with("STORE_SECRET", wrong);
        for (String command : new String[] {"list", "doctor"}) {
            CommandLine.Outcome refused = commands.run(command);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.out() + refused.err()).contains(bucket).doesNotContain(wrong);
        }
        commands.with("STORE_SECRET", VersityGateway.SECRET);
    }

    /** The second bucket has what {@code copy} brought there, and nothing else. */
    private void copied(CommandLine commands, VersityGateway gateway, String bucket, String second) throws Exception {
        stores(
                "{ name: near, " + bucket(gateway.endpoint(), bucket),
                "{ name: far, " + bucket(gateway.endpoint(), second));
        commands.run("copy", "latest", "--to", "far", "--engine", "memory").endsWith(0);
        commands.run("verify", "latest", "--store", "far", "--engine", "memory").endsWith(0);
    }

    /** The bucket's account is lost together with the database; what is left is the other bucket. */
    private void outOfReach(SampleSystem system, VersityGateway gateway, String second) throws Exception {
        stores(
                "{ name: near, " + bucket("http://127.0.0.1:1", "lost"),
                "{ name: far, " + bucket(gateway.endpoint(), second));
        CommandLine commands = system.commands().with("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/bookings");
        CommandLine.Outcome drill =
                commands.run("drill", "--set", "latest", "--engine", "memory").endsWith(3);
        assertThat(drill.out()).contains("proven");
        assertThat(drill.err()).contains("store near does not answer", "s3://lost at 127.0.0.1:1 does not answer");
        assertThat(commands.run("list", "--json").endsWith(3).out())
                .as("one store is silent, which is a warning")
                .contains("\"state\":\"proven\"");
    }

    private static String bucket(String endpoint, String name) {
        return "kind: s3, bucket: " + name + ", prefix: bookings, endpoint: \"" + endpoint
                + "\", access-key: \"env:STORE_ACCESS\", secret-key: \"env:STORE_SECRET\" }";
    }

    private void stores(String primary, String copy) throws Exception {
        Path runbook = folder.resolve("runbook.yaml");
        String text = Files.readString(runbook);
        Files.writeString(
                runbook,
                text.replaceFirst(
                        "(?m)^  primary: .*\n(  copies: .*\n)?",
                        "  primary: " + primary + "\n  copies: [ " + copy + " ]\n"));
    }
}

package dev.lifeboat.drill;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.LibpqUrl;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A restore as a person makes it who has the store, a private key and no Lifeboat: the set's folder on a disk, {@code restore.sh}, gpg,
 * pg_restore and psql. Everything it writes lies in the drill's own folders, key ring included, and is gone when this is closed, or
 * with them.
 */
final class ByHand implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ByHand.class);
    private static final int KEPT = 400;
    private static final long PATIENCE_SECONDS = 10;

    private final Secrets secrets;
    private final ClientTools tools;
    private final Path folder;
    private final Path scratch;
    private final Heartbeat heartbeat;

    /**
     * @param folder within that of the drill, which is marked as its own
     * @param scratch of the drill, empty: for the key ring, and for what the script writes in passing
     */
    ByHand(Secrets secrets, ClientTools tools, Path folder, Path scratch, Heartbeat heartbeat) {
        this.secrets = secrets;
        this.tools = tools;
        this.folder = folder;
        this.scratch = scratch;
        this.heartbeat = heartbeat;
    }

    /** Restores the set. Throws SET_CORRUPT, TOOL_MISSING, TOOL_FAILED, STORE_UNAVAILABLE, SECRET_MISSING. */
    void restore(OpenVault vault, AuthenticatedSet set, LibpqUrl target, boolean createRoles) {
        try {
            Path fetched = new SetOnDisk(vault.store(), privateFolder(folder.resolve("disk")), heartbeat).fetch(set);
            Map<String, String> environment = environment(vault.vault().keys(), set, target, createRoles);
            run(List.of("sh", fetched.resolve(SetObjects.SCRIPT).toString(), withoutPassword(target)), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command line shows to every local user. */
    private static String withoutPassword(LibpqUrl url) {
        return new LibpqUrl(url.hosts(), url.user(), null, url.database(), url.parameters()).reveal();
    }

    private Map<String, String> environment(Keys keys, AuthenticatedSet set, LibpqUrl target, boolean createRoles)
            throws IOException {
        int version = set.manifest().source().serverVersion();
        Map<String, String> environment = new TreeMap<>(target.environment());
        environment.put(
                "PATH",
                tools.require("pg_restore", version).path().getParent() + ":"
                        + tools.require("psql", version).path().getParent() + ":" + System.getenv("PATH"));
        environment.put("HOME", scratch.toString());
        environment.put("TMPDIR", privateFolder(scratch.resolve("tmp")).toString());
        environment.put("GNUPGHOME", privateFolder(scratch.resolve("gnupg")).toString());
        environment.put("LIFEBOAT_SIGNER", set.signer().toUpperCase(Locale.ROOT));
        environment.put("CREATE_ROLES", createRoles ? "yes" : "no");
        if (keys.passphrase() != null) {
            Path passphrase = scratch.resolve("passphrase");
            Files.deleteIfExists(passphrase);
            Files.createFile(
                    passphrase, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passphrase, secrets.resolve(keys.passphrase()).value());
            environment.put("GPG_OPTIONS", "--pinentry-mode loopback --passphrase-file " + passphrase);
        }
        for (String reference : keys.privateKeys()) {
            feed(
                    List.of("gpg", "--batch", "--quiet", "--import"),
                    secrets.resolve(reference).value(),
                    environment);
        }
        return environment;
    }

    /** Ends what gpg leaves running, and removes everything: whoever destroys the drill's copy may do so on another machine. */
    @Override
    public void close() {
        Path ring = scratch.resolve("gnupg");
        if (Files.isDirectory(ring)) {
            endAgents(ring, "--kill", "all");
            endAgents(ring, "--remove-socketdir");
        }
        EmbeddedServer.destroy(scratch);
        EmbeddedServer.destroy(folder);
    }

    private void endAgents(Path ring, String... arguments) {
        List<String> command = new ArrayList<>(List.of("gpgconf"));
        command.addAll(List.of(arguments));
        try {
            // Also after a cancellation, of which the heartbeat would tell.
            Process process = start(command, Map.of("GNUPGHOME", ring.toString()));
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.warn("event=agents-not-ended error={}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path privateFolder(Path place) throws IOException {
        Files.createDirectories(
                place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return place;
    }

    private void feed(List<String> command, String input, Map<String, String> environment) throws IOException {
        Process process = start(command, environment);
        try (OutputStream in = process.getOutputStream()) {
            in.write((input + "\n").getBytes(StandardCharsets.UTF_8));
        }
        await(command, process);
    }

    private void run(List<String> command, Map<String, String> environment) {
        try {
            Process process = start(command, environment);
            process.getOutputStream().close();
            await(command, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the worker's own environment nothing is passed on but what the caller chose. */
    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("HOME"));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("by-hand.log").toFile())
                .start();
    }

    private void await(List<String> command, Process process) throws IOException {
        heartbeat.onCancel(() -> end(process));
        try {
            while (!process.waitFor(1, TimeUnit.SECONDS)) {
                heartbeat.moved(0, 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            end(process);
        }
        heartbeat.check();
        if (process.exitValue() != 0) {
            throw new LifeboatException(
                    process.exitValue() == 12 ? ErrorCode.SET_CORRUPT : ErrorCode.TOOL_FAILED,
                    command.get(0) + " ended with " + process.exitValue() + ": " + lastWords());
        }
    }

    /** What it has started is nobody's any more when it is gone: first they are counted. */
    private static void end(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** The script's own lines and steps, and PostgreSQL's first lines: what follows them may quote a row. */
    private String lastWords() throws IOException {
        List<String> said = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("by-hand.log"), StandardCharsets.ISO_8859_1)) {
            if (line.matches("[1-7]/7 .*|restore\\.sh: .*|gpg: .*|pg_restore: error: .*")) {
                said.add(line);
            }
        }
        String text = String.join(" | ", said.subList(Math.max(0, said.size() - 3), said.size()));
        return text.length() <= KEPT ? text : text.substring(text.length() - KEPT);
    }
}

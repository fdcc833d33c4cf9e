package dev.lifeboat.rotation;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.SafeFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The year's new key: made beside the runbook, and put into its {@code keys}. The new backup key takes the current
 * one's place among the recipients; escrow keys stay. Its private half comes first, and two before it stay to decrypt
 * what is older. The runbook is replaced whole, after the new text was read and says exactly what it should; if not,
 * the new key files go again.
 */
public final class Rotation {
    /** The new private key and two before it. */
    static final int PRIVATE_KEYS = 3;

    private final LoadedRunbook loaded;
    private final Path file;
    private final Keys keys;
    private final Secrets secrets;
    private final KeyAlgorithm algorithm;
    private final Replacing replacing;
    private final List<String> warnings = new ArrayList<>();

    public Rotation(LoadedRunbook loaded, Secrets secrets, KeyAlgorithm algorithm) {
        this(loaded, secrets, algorithm, SafeFiles::replace);
    }

    Rotation(LoadedRunbook loaded, Secrets secrets, KeyAlgorithm algorithm, Replacing replacing) {
        this.replacing = replacing;
        this.loaded = loaded;
        this.secrets = secrets;
        this.algorithm = algorithm;
        this.keys = loaded.runbook().keys();
        this.file = loaded.file().toAbsolutePath().normalize();
        if (Files.isSymbolicLink(file)) {
            throw new LifeboatException(USAGE, file + " is a symbolic link: name the runbook's file itself");
        }
    }

    /**
     * Makes the next backup key. Throws KEY_UNUSABLE, SECRET_MISSING, RUNBOOK_INVALID; then nothing has changed.
     *
     * @param lasts how long it encrypts; null: for ever
     */
    public Rotated backup(@Nullable Period lasts, Instant now) {
        int place = current();
        List<Integer> dropped = new ArrayList<>();
        for (int index = keys.privateKeys().size() - 1; index >= PRIVATE_KEYS - 1; index--) {
            if (droppable(index)) {
                dropped.add(index);
            }
        }
        String name = freeName("backup", now);
        List<KeyDescription> made = make(name, false, lasts);
        List<String> recipients = new ArrayList<>(keys.recipients());
        recipients.set(place, made.get(0).file());
        List<String> privateKeys = new ArrayList<>(keys.privateKeys());
        dropped.forEach(index -> privateKeys.remove(index.intValue()));
        if (!keys.privateKeys().isEmpty()) {
            privateKeys.add(0, "file:" + made.get(1).file());
        }
        Keys wanted = new Keys(
                recipients, keys.signing(), privateKeys, keys.passphrase(), keys.signers(), keys.compromised());
        return changed(made, wanted, text -> {
            text.replace("recipients", place, "keys/" + name + ".pub.asc");
            dropped.forEach(index -> text.remove("private", index));
            if (!keys.privateKeys().isEmpty()) {
                text.prepend("private", reference(name), "recipients");
            }
        });
    }

    /** Makes the next signing key; the former one stays among the signers. Throws as {@link #backup}. */
    public Rotated signing(Instant now) {
        String former = keys.signing();
        if (former == null) {
            throw new LifeboatException(KEY_UNUSABLE, "keys.signing names no key: nothing is signed here");
        }
        String name = freeName("signing", now);
        String old = KeyFiles.describe(secrets.resolve(former).value().getBytes(StandardCharsets.UTF_8), former)
                .fingerprint();
        List<KeyDescription> made = make(name, true, null);
        warnings.add("sets and marks of " + old
                + " count as long as keys.signers names it; `lifeboat keys resign --all` signs for them"
                + " with the new key, after which it can go");
        List<String> signers = new ArrayList<>(keys.signers().isEmpty() ? List.of(old) : keys.signers());
        signers.add(0, made.get(0).fingerprint());
        Keys wanted = new Keys(
                keys.recipients(),
                "file:" + made.get(1).file(),
                keys.privateKeys(),
                keys.passphrase(),
                signers,
                keys.compromised());
        return changed(made, wanted, text -> {
            text.replace("signing", null, reference(name));
            if (keys.signers().isEmpty()) {
                text.prepend("signers", old, "signing");
            }
            text.prepend("signers", made.get(0).fingerprint(), "signing");
        });
    }

    /** Puts the new runbook in the old one's place, on disk for good. */
    interface Replacing {
        void replace(Path fresh, Path old) throws IOException;
    }

    private interface Edit {
        void apply(RunbookText text);
    }

    private Rotated changed(List<KeyDescription> made, Keys wanted, Edit edit) {
        Path fresh = SafeFiles.beside(file);
        try {
            String before = Files.readString(file);
            RunbookText text = new RunbookText(before);
            edit.apply(text);
            Files.deleteIfExists(fresh);
            SafeFiles.writeNew(
                    folder(), Map.of(fresh.getFileName().toString(), text.text().getBytes(StandardCharsets.UTF_8)));
            if (!RunbookFile.load(fresh).runbook().equals(loaded.runbook().withKeys(wanted))) {
                throw new LifeboatException(
                        RUNBOOK_INVALID,
                        file + " would say more or less than the new key, or was edited meanwhile; nothing was done:"
                                + " run this again, or change its keys by hand");
            }
            replacing.replace(fresh, file);
            return new Rotated(made, Diff.of(before, text.text()), warnings);
        } catch (IOException | RuntimeException e) {
            remove(fresh);
            if (isNamed(made)) {
                throw new LifeboatException(
                        RUNBOOK_INVALID,
                        file + " names " + made.get(0).file() + " now, but may not be on disk for good ("
                                + e.getClass().getSimpleName() + "): look at it, and keep the new key files",
                        e);
            }
            // Nothing is encrypted to the new key yet.
            made.forEach(key -> remove(Path.of(key.file())));
            throw e instanceof LifeboatException known
                    ? known
                    : new LifeboatException(
                            RUNBOOK_INVALID,
                            file + " cannot be changed (" + e.getClass().getSimpleName() + "); nothing was done",
                            e);
        }
    }

    /** Whether the runbook got as far as naming a new key: a backup may use it from then on. One that cannot be read may. */
    private boolean isNamed(List<KeyDescription> made) {
        try {
            String text = Files.readString(file);
            return made.stream()
                    .anyMatch(key ->
                            text.contains(String.valueOf(Path.of(key.file()).getFileName())));
        } catch (IOException e) {
            return true;
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new LifeboatException(KEY_UNUSABLE, path + " was made and not used; remove it", e);
        }
    }

    /** Whose place the new key takes: the recipient that the first private key belongs to; the first where none is named here. */
    private int current() {
        if (keys.privateKeys().isEmpty()) {
            return 0;
        }
        String reference = keys.privateKeys().get(0);
        String fingerprint = fingerprint(reference);
        for (int i = 0; i < keys.recipients().size(); i++) {
            if (KeyFiles.describe(Path.of(keys.recipients().get(i)))
                    .fingerprint()
                    .equals(fingerprint)) {
                return i;
            }
        }
        throw new LifeboatException(
                KEY_UNUSABLE,
                "no recipient belongs to " + reference + ", the first of keys.private: which one is to be replaced?");
    }

    private String fingerprint(String reference) {
        return KeyFiles.describe(secrets.resolve(reference).value().getBytes(StandardCharsets.UTF_8), reference)
                .fingerprint();
    }

    /** A key that some set cannot be opened without stays, whatever its age. */
    private boolean droppable(int index) {
        String reference = keys.privateKeys().get(index);
        try {
            List<String> kept = new ArrayList<>();
            for (String other : keys.privateKeys().subList(0, PRIVATE_KEYS - 1)) {
                kept.add(fingerprint(other));
            }
            // Each store alone: together they would leave out those that do not answer.
            SortedSet<String> found = new TreeSet<>();
            for (Vault store : Vault.of(loaded.runbook()).each()) {
                found.addAll(new SetNeeds(OpenVault.of(store, secrets)).closedTo(kept));
            }
            List<String> closed = List.copyOf(found);
            if (closed.isEmpty()) {
                return true;
            }
            warnings.add(reference + " stays: without it " + closed.size() + " sets cannot be opened, such as "
                    + closed.get(0) + "; wrap them anew (lifeboat keys rewrap --all), then rotate drops it");
        } catch (LifeboatException e) {
            warnings.add(reference + " stays: which sets need it cannot be told (" + e.getMessage() + ")");
        }
        return false;
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private List<KeyDescription> make(String name, boolean signing, @Nullable Period lasts) {
        String reference = keys.passphrase();
        String passphrase =
                reference == null ? null : secrets.resolve(reference).value();
        return KeyFiles.generateOne(
                folder().resolve("keys"),
                name,
                signing,
                algorithm,
                loaded.runbook().name(),
                passphrase == null ? null : passphrase.toCharArray(),
                lasts);
    }

    private String freeName(String kind, Instant now) {
        String year = kind + "-" + now.atZone(ZoneOffset.UTC).getYear();
        String name = year;
        for (int number = 2; Files.exists(folder().resolve("keys").resolve(name + ".sec.asc")); number++) {
            name = year + "-" + number;
        }
        return name;
    }

    private static String reference(String name) {
        return "\"file:keys/" + name + ".sec.asc\"";
    }
}

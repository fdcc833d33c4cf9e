package dev.lifeboat.doctor;

import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that a runbook's references mean: keys, passphrases, addresses with passwords. */
final class SecretFiles {
    private static final String FILE = "file:";

    private SecretFiles() {}

    /** Those that are on this machine, sorted. */
    static Collection<Path> of(Runbook runbook) {
        Set<Path> files = new TreeSet<>();
        Keys keys = runbook.keys();
        add(files, Stream.of(keys.signing(), keys.passphrase()));
        add(files, keys.privateKeys().stream());
        add(files, Stream.of(runbook.database().url(), runbook.target(), runbook.drillServer()));
        for (StoreLocation store : runbook.store().all()) {
            add(files, Stream.of(store.accessKey(), store.secretKey(), store.sessionToken(), store.connection()));
        }
        for (Notify.Named channel : runbook.notifications().all()) {
            ChannelSettings settings = channel.settings();
            add(files, Stream.of(settings.url(), settings.token(), settings.key(), settings.password()));
            add(files, List.copyOf(settings.pings().values()).stream());
        }
        return files;
    }

    private static void add(Set<Path> files, Stream<? extends @Nullable String> references) {
        references
                .filter(Objects::nonNull)
                .filter(reference -> reference.startsWith(FILE))
                .map(reference -> Path.of(reference.substring(FILE.length())))
                .filter(Files::exists)
                .forEach(files::add);
    }
}

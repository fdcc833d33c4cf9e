package dev.lifeboat.catalogue;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.FaultyKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A folder store that notes its calls, with keys of its own; a test may let calls fail. */
final class ListedStore {
    final Path folder;
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final Keys keys;
    private final String name;
    private Consumer<String> before = call -> {};

    ListedStore(Path root, String name) {
        this(root, name, makeKeys(root.resolve("keys")));
    }

    ListedStore(Path root, String name, Keys keys) {
        this.folder = root.resolve(name);
        this.name = name;
        this.keys = keys;
    }

    static Keys makeKeys(Path folder) {
        KeyFiles.generate(folder, KeyAlgorithm.CURVE25519, "test", null);
        return new Keys(
                List.of(folder.resolve("backup.pub.asc").toString()),
                "file:" + folder.resolve("signing.sec.asc"),
                List.of(),
                null,
                List.of());
    }

    StoreLocation location() {
        return FaultyKind.location(folder, this::noting);
    }

    OpenVault open() {
        return open(keys);
    }

    OpenVault open(Keys other) {
        return OpenVault.of(
                new Vault("small", new StoreSettings(location(), List.of()), other, null), new Secrets(Map.of()));
    }

    SmallSets sets() {
        OpenVault vault = open();
        return new SmallSets(vault.store(), vault.signer());
    }

    /** Sees each call, {@code read daily/x/manifest.json}, before it is made, and may throw. */
    void before(Consumer<String> watcher) {
        before = watcher;
    }

    List<String> calls(String method) {
        return calls.stream().filter(call -> call.startsWith(method + " ")).toList();
    }

    private Store noting(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("describe")) {
                        return name;
                    }
                    String call = method.getName() + " " + (arguments == null ? "" : arguments[0]);
                    calls.add(call);
                    before.accept(call);
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

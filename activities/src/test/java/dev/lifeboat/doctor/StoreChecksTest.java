package dev.lifeboat.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.sas.BlobContainerSasPermission;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Places;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.store.Stores;
import dev.lifeboat.store.azure.Azurite;
import dev.lifeboat.store.azure.LockingFront;
import dev.lifeboat.store.s3.VersityGateway;
import dev.lifeboat.sweep.FaultyKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds in stores: in a real server, and in some that do what no store may do. */
class StoreChecksTest {
    private static final BlobContainerSasPermission NO_DELETE = BlobContainerSasPermission.parse("rcwl");

    @TempDir
    Path folder;

    private final String container = Azurite.get().container();

    @Test
    void looksAtEveryStoreAndLeavesNothingInAnyThatAllowsIt() {
        StoreLocation bucket = location(null);
        Secrets secrets = secrets(Azurite.get().connection());
        StoreSettings settings = new StoreSettings(
                StoreLocation.folder(folder.resolve("a").toString()),
                List.of(StoreLocation.folder(folder.resolve("b").toString()), bucket));
        assertThat(StoreChecks.examine(settings, secrets, any -> true))
                .allMatch(finding -> finding.level() == Finding.Level.OK)
                .extracting(Finding::check)
                .containsExactly("store primary", "store copy-1", "store azure");
        for (StoreLocation location : settings.all()) {
            assertThat(Stores.open(location, secrets).list("")).isEmpty();
        }
    }

    @Test
    void warnsOfAllSetsInOneFolder() {
        assertThat(StoreChecks.examine(
                        new StoreSettings(
                                StoreLocation.folder(folder.resolve("a").toString()), List.of()),
                        secrets("unused"),
                        any -> true))
                .extracting(Finding::level)
                .containsExactly(Finding.Level.OK, Finding.Level.WARNING);
    }

    @Test
    void anotherFolderOfThisMachineIsNoSecondPlaceAndOneOfTheNetworkIs() {
        StoreSettings two = new StoreSettings(
                StoreLocation.folder(folder.resolve("a").toString()),
                List.of(StoreLocation.folder(folder.resolve("b").toString())));
        assertThat(StoreChecks.examine(two, secrets("unused"), any -> true))
                .filteredOn(finding -> finding.level() == Finding.Level.WARNING)
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).startsWith("the sets are on this machine only"));
        assertThat(StoreChecks.examine(two, secrets("unused"), any -> true, new Places(path -> path)))
                .allMatch(finding -> finding.level() == Finding.Level.OK);
    }

    @Test
    void praisesAWriterThatCannotDeleteAndLeavesOneObjectHoweverOftenItLooks() {
        Secrets secrets = secrets(Azurite.get().restricted(Azurite.get().address(), container, NO_DELETE));
        for (int time = 0; time < 3; time++) {
            Finding finding = examine(location(null), secrets);
            assertThat(finding.level()).as(finding.toString()).isEqualTo(Finding.Level.OK);
            assertThat(finding.detail()).contains("nothing may be deleted").contains("doctor/probe stays");
        }
        assertThat(Stores.open(location(null), secrets).list(""))
                .extracting(StoredObject::name)
                .containsExactly("doctor/probe");
    }

    @Test
    void findsThatWhatIsWrittenIsLockedAndThatItIsNot() throws IOException {
        ObjectLock lock = new ObjectLock(ObjectLock.Mode.COMPLIANCE, null);
        assertThat(examine(location(lock), secrets(Azurite.get().connection())).level())
                .as("a server without locks")
                .isEqualTo(Finding.Level.BAD);
        String other = Azurite.get().container();
        StoreLocation locking = Azurite.location("env:AZURE", other, null, null, lock);
        try (LockingFront front = new LockingFront(Azurite.get().address())) {
            Secrets secrets = secrets(
                    Azurite.get().restricted(front.address(), other, BlobContainerSasPermission.parse("rcwdl")));
            for (int time = 0; time < 2; time++) {
                Finding finding = examine(locking, secrets);
                assertThat(finding.level()).as(finding.toString()).isEqualTo(Finding.Level.OK);
                assertThat(finding.detail()).contains("what is written is locked");
            }
        }
    }

    @Test
    void saysWhatIsWrongWithContainerAndCredentialsAndTellsNoSecret() {
        String key = "d3Jvbmctc2VjcmV0LW9mLWEtdGVzdA==";
        String wrong = Azurite.get().connection().replaceFirst("AccountKey=[^;]*", "AccountKey=" + key);
        Finding refused = examine(location(null), secrets(wrong));
        assertThat(refused.level()).isEqualTo(Finding.Level.BAD);
        assertThat(refused.detail()).contains("HTTP 403").doesNotContain(key);
        assertThat(refused.fix()).contains("credentials");

        StoreLocation missing = Azurite.location("env:AZURE", "no-such-container", null, null, null);
        Finding absent = examine(missing, secrets(Azurite.get().connection()));
        assertThat(absent.level()).isEqualTo(Finding.Level.BAD);
        assertThat(absent.detail()).contains("no such container").contains("no-such-container");

        Finding unset = examine(location(null), new Secrets(Map.of()));
        assertThat(unset.detail()).contains("AZURE");
    }

    /** B12. */
    @Test
    void findsAStoreThatIsOpenToStrangers() throws IOException {
        Secrets secrets = secrets(Azurite.get().connection());
        String open = Azurite.get().publicContainer();
        Finding azure = examine(Azurite.location("env:AZURE", open, "sets", null, null), secrets);
        assertThat(azure.level()).as(azure.toString()).isEqualTo(Finding.Level.BAD);
        assertThat(azure.detail()).contains("list its objects and read them without credentials");
        assertThat(Stores.open(Azurite.location("env:AZURE", open, "sets", null, null), secrets)
                        .list(""))
                .isEmpty();

        try (VersityGateway gateway = VersityGateway.in(folder)) {
            String bucket = gateway.bucket();
            assertThat(examine(gateway.location(bucket, "sets", null), secrets).level())
                    .isEqualTo(Finding.Level.OK);
            gateway.root().putBucketPolicy(request -> request.bucket(bucket).policy("""
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
                      "Resource":"arn:aws:s3:::%s/*"}]}""".formatted(bucket)));
            Finding s3 = examine(gateway.location(bucket, "sets", null), secrets);
            assertThat(s3.level()).as(s3.toString()).isEqualTo(Finding.Level.BAD);
            assertThat(s3.detail()).contains("read them without credentials").doesNotContain("list");
        }
    }

    @Test
    void findsAStoreThatOverwrites() {
        Finding finding = odd(store -> intercepted(store, "create", arguments -> {
            store.delete((String) arguments[0]);
            return null;
        }));
        assertThat(finding.level()).isEqualTo(Finding.Level.BAD);
        assertThat(finding.detail()).contains("replace");
    }

    @Test
    void findsAStoreThatReturnsOtherBytes() {
        Finding finding = odd(store -> intercepted(
                store, "read", arguments -> new ByteArrayInputStream(new byte[((Number) arguments[2]).intValue()])));
        assertThat(finding.level()).isEqualTo(Finding.Level.BAD);
        assertThat(finding.detail()).contains("other bytes");
    }

    private Finding odd(UnaryOperator<Store> wrapping) {
        return examine(FaultyKind.location(folder, wrapping), secrets("unused"));
    }

    /** A store one of whose methods first does something else; what that returns, if anything, is its answer. */
    private static Store intercepted(Store store, String name, Interception interception) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    Object instead = method.getName().equals(name) ? interception.answer(arguments) : null;
                    try {
                        return instead != null ? instead : method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private interface Interception {
        @Nullable
        Object answer(Object... arguments);
    }

    private StoreLocation location(@Nullable ObjectLock lock) {
        return Azurite.location("env:AZURE", container, null, null, lock);
    }

    private static Secrets secrets(String connection) {
        return new Secrets(Map.of("AZURE", connection));
    }

    private static Finding examine(StoreLocation location, Secrets secrets) {
        return Doctor.guarded("store", () -> StoreProbe.examine("store", location, secrets));
    }
}

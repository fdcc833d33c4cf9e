package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.sas.BlobContainerSasPermission;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import dev.lifeboat.store.azure.FaultyFront.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server and a network that fail once, and such that go on failing. */
class AzureFaultsTest {
    private final String container = Azurite.get().container();
    private final byte[] content = new byte[11 << 20];

    AzureFaultsTest() {
        new Random(1).nextBytes(content);
    }

    /** The request is made again and meets the object that it has made. */
    @ParameterizedTest
    @CsvSource({"1, PUT .*", "11534336, PUT .*comp=blocklist.*"})
    void takesAnObjectWhoseAnswerWasLostForItsOwn(int size, String creation) throws IOException {
        byte[] own = Arrays.copyOf(content, size);
        try (FaultyFront front = front(Fault.ANSWER_LOST, creation, 1)) {
            write(store(front), "a", own);
            assertThat(front.left()).isNegative();
        }
        assertThat(Arrays.equals(read(direct(), "a"), own)).isTrue();
    }

    @Test
    void goesOnWithAReadThatBreaksOff() throws IOException {
        write(direct(), "a", content);
        try (FaultyFront front = front(Fault.ANSWER_CUT, "GET .*", 2)) {
            assertThat(Arrays.equals(read(store(front), "a"), content)).isTrue();
            assertThat(front.left()).isNegative();
        }
    }

    @Test
    void triesAgainWhatABusyServerRefusesOnce() throws IOException {
        try (FaultyFront front = front(Fault.BUSY, "PUT .*", 1)) {
            write(store(front), "a", content);
            assertThat(front.left()).isNegative();
        }
        assertThat(Arrays.equals(read(direct(), "a"), content)).isTrue();
    }

    @Test
    void saysThatAServerStaysBusyAndNeverThatNothingIsThere() throws IOException {
        write(direct(), "a", content);
        for (String method : new String[] {"GET", "HEAD", "PUT", "DELETE"}) {
            try (FaultyFront front = front(Fault.BUSY, method + " .*", Integer.MAX_VALUE)) {
                Store busy = store(front);
                ThrowingCallable call =
                        switch (method) {
                            case "GET" -> () -> busy.read("a").close();
                            case "HEAD" -> () -> busy.exists("a");
                            case "PUT" -> () -> write(busy, "b", content);
                            default -> () -> busy.delete("a");
                        };
                assertFails(call, STORE_UNAVAILABLE).hasMessageNotContaining("sig");
            }
        }
        try (FaultyFront front = front(Fault.BUSY, "GET .*", Integer.MAX_VALUE)) {
            assertFails(() -> store(front).list(""), STORE_UNAVAILABLE);
        }
        assertThat(direct().list("")).hasSize(1);
    }

    @Test
    void saysThatAnswersStayOut() throws IOException {
        write(direct(), "a", content);
        try (FaultyFront front = front(Fault.ANSWER_LOST, "GET .*", Integer.MAX_VALUE)) {
            assertFails(() -> store(front).read("a").close(), STORE_UNAVAILABLE)
                    .hasMessageContaining("no answer")
                    .hasMessageNotContaining("sig");
        }
    }

    private FaultyFront front(Fault fault, String requests, int times) throws IOException {
        return new FaultyFront(Azurite.get().address(), fault, requests, times);
    }

    private Store store(Front front) {
        return store(front.address());
    }

    private Store direct() {
        return store(Azurite.get().address());
    }

    private Store store(String address) {
        String connection = Azurite.get().restricted(address, container, BlobContainerSasPermission.parse("rcwdl"));
        return Stores.open(
                Azurite.location("env:AZURE", container, null, null, null), new Secrets(Map.of("AZURE", connection)));
    }

    private static byte[] read(Store store, String name) throws IOException {
        try (InputStream in = store.read(name)) {
            return in.readAllBytes();
        }
    }
}

package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the contracts of stores have in common. */
public final class StoreAsserts {
    private StoreAsserts() {}

    public static void write(Store store, String name, byte[] content) {
        try (ObjectWriter writer = store.create(name)) {
            writer.write(content);
            writer.commit();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** That the call fails with one of these codes. */
    public static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable call, ErrorCode... codes) {
        return assertThatThrownBy(call)
                .isInstanceOf(LifeboatException.class)
                .matches(e -> Arrays.asList(codes).contains(((LifeboatException) e).code()), Arrays.toString(codes));
    }
}

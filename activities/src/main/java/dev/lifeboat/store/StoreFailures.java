package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Why stores did not give what they were asked for, one after the other. Not thread-safe. */
final class StoreFailures {
    private final List<Failure> failures = new ArrayList<>();
    private int told;

    private record Failure(NamedStore store, RuntimeException error) {
        String reason() {
            return store.name() + ": "
                    + (error instanceof NoSuchObjectException ? "it is not there" : String.valueOf(error.getMessage()));
        }
    }

    void add(NamedStore store, RuntimeException error) {
        failures.add(new Failure(store, error));
    }

    void add(NamedStore store, String object, IOException error) {
        add(store, unreadable(object, error));
    }

    static LifeboatException unreadable(String object, IOException error) {
        return new LifeboatException(STORE_UNAVAILABLE, object + " cannot be read: " + error.getMessage(), error);
    }

    /** Tells of those that nobody was told of yet, now that another store gave the object. */
    void tell(PassedOver listener, String object, String readFrom) {
        for (Failure failure : failures.subList(told, failures.size())) {
            listener.passedOver(object, failure.store(), failure.error(), readFrom);
        }
        told = failures.size();
    }

    /** Whether a store failed at something else than that the object is not there. */
    boolean anyButAbsence() {
        return failures.stream().anyMatch(failure -> !(failure.error() instanceof NoSuchObjectException));
    }

    /** Whether a store answered that the object is not there. */
    boolean anyAbsence() {
        return failures.stream().anyMatch(failure -> failure.error() instanceof NoSuchObjectException);
    }

    String describe() {
        return failures.stream().map(Failure::reason).collect(Collectors.joining("; "));
    }

    /**
     * The one error that all of them add up to. A store that did not answer may have what the others lack or have damaged: as
     * long as there is one, nothing is said to be missing or bad.
     */
    RuntimeException together(String what) {
        if (failures.size() == 1) {
            return failures.get(0).error();
        }
        List<LifeboatException> errors = failures.stream()
                .map(Failure::error)
                .filter(LifeboatException.class::isInstance)
                .map(LifeboatException.class::cast)
                .toList();
        if (errors.isEmpty()) {
            return failures.get(0).error();
        }
        LifeboatException worst = errors.stream()
                .filter(error -> error.code().retryable())
                .findFirst()
                // A store that cannot be opened for want of a secret has not answered either.
                .or(() -> errors.stream()
                        .filter(error -> error.code().category() != ErrorCategory.INTEGRITY)
                        .findFirst())
                .orElse(errors.get(0));
        LifeboatException all =
                new LifeboatException(worst.code(), "no store gives " + what + ": " + describe(), worst);
        errors.stream().filter(error -> !Objects.equals(error, worst)).forEach(all::addSuppressed);
        return all;
    }
}

package dev.lifeboat.notice;

import java.time.Duration;

/** The receiver wants to be asked later. */
final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration after;

    BusyException(String message, Duration after) {
        super(message);
        this.after = after;
    }

    Duration after() {
        return after;
    }
}

package dev.lifeboat.retention;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A set as a survey might find it; a test says what is different about it. */
final class TestSet {
    static final String RUNBOOK = "bookings";

    private final BackupMode mode;
    private final int days;
    private final List<String> pins = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();
    private final List<String> uses = new ArrayList<>();
    private String name;
    private String runbook = RUNBOOK;
    private SetState state = SetState.TAKEN;
    private boolean elsewhere;
    private boolean whole = true;
    private Instant takenAt;
    private List<String> needs = List.of();
    private Instant lockedUntil;

    private TestSet(BackupMode mode, int days) {
        this.mode = mode;
        this.days = days;
        this.name = mode.wireName() + "/" + days;
    }

    /** A daily set, so many days old. */
    static TestSet daily(int days) {
        return of(BackupMode.DAILY, days);
    }

    static TestSet of(BackupMode mode, int days) {
        return new TestSet(mode, days);
    }

    TestSet named(String other) {
        name = other;
        return this;
    }

    TestSet of(String otherRunbook) {
        runbook = otherRunbook;
        return this;
    }

    TestSet state(SetState other) {
        state = other;
        return this;
    }

    /** What its state says was found in another store. */
    TestSet elsewhere() {
        elsewhere = true;
        return this;
    }

    /** Of a part of the database. */
    TestSet part() {
        whole = false;
        return this;
    }

    TestSet at(Instant time) {
        takenAt = time;
        return this;
    }

    TestSet needing(String... sets) {
        needs = List.of(sets);
        return this;
    }

    TestSet pinned(String reason) {
        pins.add(reason);
        return this;
    }

    TestSet alarmed(String reason) {
        alarms.add(reason);
        return this;
    }

    TestSet used(String reader) {
        uses.add(reader);
        return this;
    }

    TestSet locked(Instant until) {
        lockedUntil = until;
        return this;
    }

    SurveyedSet surveyed(Instant now) {
        Instant taken = takenAt == null ? now.minus(Duration.ofDays(days)) : takenAt;
        return new SurveyedSet(
                name,
                runbook,
                "0a".repeat(32),
                mode,
                state,
                !elsewhere && (state == SetState.VERIFIED || state == SetState.PROVEN),
                whole,
                mode != BackupMode.SCHEMA,
                taken,
                taken.plusSeconds(60),
                1000,
                needs,
                pins,
                alarms,
                uses,
                lockedUntil);
    }
}

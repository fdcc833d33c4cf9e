package dev.lifeboat.catalogue;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set in one store.
 *
 * @param state by the marks in this store
 * @param problem why its state is failed; null if it is not
 * @param neededBy the sets in this store that refer to objects of this one, sorted
 * @param marks those that count, oldest first
 */
public record SetSummary(
        @JsonUnwrapped SetFacts facts,
        SetState state,
        @Nullable String problem,
        List<String> neededBy,
        @JsonIgnore List<Mark> marks) {
    public SetSummary {
        neededBy = List.copyOf(neededBy);
        marks = List.copyOf(marks);
    }

    public String set() {
        return facts.set();
    }

    public String mode() {
        return facts.mode();
    }

    /** The snapshot's time; for a set that was not authenticated, when its manifest was written. */
    public Instant takenAt() {
        return facts.takenAt();
    }

    public long rows() {
        return facts.rows();
    }

    /** Bytes of COPY text. */
    public long bytes() {
        return facts.bytes();
    }

    /** Bytes of its own objects. */
    public long storedBytes() {
        return facts.storedBytes();
    }

    /** Bytes of earlier sets' objects that it refers to. */
    public long reusedBytes() {
        return facts.reusedBytes();
    }

    public int tables() {
        return facts.tables();
    }

    /** What it holds, in words. */
    public String content() {
        return facts.content();
    }

    /** Empty where the manifest was not authenticated. */
    public String manifestSha256() {
        return facts.manifestSha256();
    }

    /** Whether it is one that {@code latest} may mean: everything, in the form archive. */
    public boolean whole() {
        return facts.whole();
    }

    /** The sets whose objects it refers to, sorted. */
    public List<String> needs() {
        return facts.needs();
    }

    /** The pins that hold, oldest first. */
    @JsonProperty
    public List<Mark> pins() {
        return Standing.of(marks).pins();
    }

    /** The alarms that nobody looked at yet, oldest first. */
    @JsonProperty
    public List<Mark> alarms() {
        return Standing.of(marks).alarms();
    }

    SetSummary withNeededBy(List<String> sets) {
        return new SetSummary(facts, state, problem, sets, marks);
    }
}

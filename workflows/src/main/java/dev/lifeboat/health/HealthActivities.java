package dev.lifeboat.health;

import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;

/** Looking, and remembering what people were told. */
@ActivityInterface
public interface HealthActivities {
    /**
     * Does every check. One that cannot look is in the result; nothing is thrown for it. Reads, but for one object in each store that
     * is removed again where that is allowed: a repeat does the same. Heartbeats.
     *
     * @param at what is old is old by this time
     */
    @ActivityMethod(name = "ExamineHealth")
    HealthLook examine(HealthRequest request, Instant at);

    /**
     * What people were told last, as the signed records of the nearest store say; {@link HealthState#NONE} where there is none.
     * Throws STORE_UNAVAILABLE, KEY_UNUSABLE.
     */
    @ActivityMethod(name = "ReadHealth")
    HealthState told(Vault vault);

    /**
     * Whether this run may tell what is new since {@code before}: whoever else claimed that a moment ago is telling it. A repeat is
     * the same. Where nothing can be written nobody has to wait: then true.
     *
     * @param run that would tell
     */
    @ActivityMethod(name = "ClaimHealth")
    boolean claim(Vault vault, HealthState before, String run, Instant at);

    /**
     * Writes down what people were told, signed and create-only, in the first store that takes it. A repeat is the same record.
     * Throws STORE_UNAVAILABLE, KEY_UNUSABLE, SECRET_MISSING.
     */
    @ActivityMethod(name = "RecordHealth")
    void record(Vault vault, HealthState state);
}

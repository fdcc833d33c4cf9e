package dev.lifeboat.drill;

import java.time.Duration;

/**
 * How long a drill may take, part by part, and when the engine ends it: so much later that it has ended by itself before, has cleaned
 * up and said why. What the engine ends does none of that.
 */
public final class DrillTimes {
    /** The restore: where the machine that alone reaches the copy is gone for good, nobody else would end the run. */
    static final Duration RESTORE = Duration.ofDays(3);

    /** What is asked of the copy when it stands. */
    static final Duration ASKING = Duration.ofDays(1);

    /** From the drill's start until people have decided all, phases and sign-off. */
    static final Duration PEOPLE = Duration.ofDays(25);

    /** Behind that, a restore that is cancelled and has not ended is gone with its machine. */
    static final Duration ENDING = Duration.ofDays(1);

    /** Beside the days of the parts: hours for choosing and providing, and a day each for destroying and for the report. */
    private static final Duration ALONE = Duration.ofDays(7);

    /** People may take a while to decide. */
    private static final Duration WITH_PEOPLE = Duration.ofDays(30);

    private DrillTimes() {}

    /** After which the engine ends a drill. */
    public static Duration longest(boolean waitsForPeople) {
        return waitsForPeople ? WITH_PEOPLE : ALONE;
    }
}

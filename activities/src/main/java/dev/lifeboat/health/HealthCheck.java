package dev.lifeboat.health;

import java.util.List;

/** One thing that is looked at. */
interface HealthCheck {
    /** Its name, by which the problems that it found before are known again. */
    String name();

    /**
     * The problems. Throws LifeboatException or {@link UnseenException} where it cannot look: then nothing is known, which is not
     * the same as nothing is wrong.
     */
    List<HealthProblem> look();
}

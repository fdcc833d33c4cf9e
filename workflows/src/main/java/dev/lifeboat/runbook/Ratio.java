package dev.lifeboat.runbook;

/**
 * How large a set of the whole database may be in its store, in per cent of the database's size.
 *
 * @param least null: 1
 * @param most null: 200
 */
public record Ratio(Double least, Double most) {
    /** Hardly anything shrinks to less than a hundredth, indexes and all; and hardly anything doubles. */
    public static final Ratio DEFAULT = new Ratio(1.0, 200.0);

    public Ratio {
        least = least == null ? Double.valueOf(1) : least;
        most = most == null ? Double.valueOf(200) : most;
        if (!(least >= 0 && least < most && most <= 100_000)) {
            throw new IllegalArgumentException(
                    "health.ratio: from " + least + " to " + most + " is no range of per cent between 0 and 100000");
        }
    }
}

package dev.lifeboat.notice;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a notice tells by name, so that a template can place it. Holds no secret and no row of data.
 *
 * @param name lower-case letters, digits and hyphens
 */
public record Fact(String name, String value) {
    private static final int LONGEST = 1000;

    public Fact {
        value = Notice.cut(value, LONGEST);
    }

    /** Pairs of names and values, in this order, without those that have no value. */
    public static List<Fact> list(@Nullable Object... pairs) {
        List<Fact> facts = new ArrayList<>();
        for (int index = 0; index + 1 < pairs.length; index += 2) {
            Object name = pairs[index];
            Object value = pairs[index + 1];
            if (name != null && value != null) {
                facts.add(new Fact(name.toString(), value.toString()));
            }
        }
        return facts;
    }
}

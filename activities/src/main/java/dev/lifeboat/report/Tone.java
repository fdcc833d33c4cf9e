package dev.lifeboat.report;

import java.util.Locale;

/** How good something is, said by a sign, too: colours do not print, and not everybody sees them. */
public enum Tone {
    PLAIN(""),
    GOOD("✔"),
    WARN("⚠"),
    BAD("✘");

    private final String sign;

    Tone(String sign) {
        this.sign = sign;
    }

    /** Empty for what is neither good nor bad. */
    public String sign() {
        return sign;
    }

    /** The name of its class in the style sheet. */
    public String style() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Tone of(boolean good) {
        return good ? GOOD : BAD;
    }
}

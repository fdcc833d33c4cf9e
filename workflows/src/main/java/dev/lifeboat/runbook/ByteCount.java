package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written as people write it: {@code 256MiB}, {@code 1GB}, {@code 4096}. */
public record ByteCount(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*((?:[kKMGT]i?)?[bB]?)");
    private static final String UNITS = "kmgt";

    public ByteCount {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + bytes);
        }
    }

    /** Reads {@code 64MiB} (1024-based), {@code 64MB} (1000-based) or plain bytes, below 8 EiB. */
    @JsonCreator
    public static ByteCount parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size (write it as 256MiB or 1GB)");
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
        long base = unit.length() > 1 && unit.charAt(1) == 'i' ? 1024 : 1000;
        long bytes = Long.parseLong(matcher.group(1));
        for (int i = 0; i < power; i++) {
            if (bytes > Long.MAX_VALUE / base) {
                throw new IllegalArgumentException("a size must be less than 8 EiB");
            }
            bytes *= base;
        }
        return new ByteCount(bytes);
    }

    @JsonValue
    @Override
    public String toString() {
        long count = bytes;
        String[] suffixes = {"", "KiB", "MiB", "GiB", "TiB"};
        int power = 0;
        while (count > 0 && count % 1024 == 0 && power < suffixes.length - 1) {
            count /= 1024;
            power++;
        }
        return count + suffixes[power];
    }

    /** For reading: one decimal, the largest fitting binary unit. */
    public String human() {
        String[] suffixes = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int power = 0;
        while (value >= 1024 && power < suffixes.length - 1) {
            value /= 1024;
            power++;
        }
        return power == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, suffixes[power]);
    }
}

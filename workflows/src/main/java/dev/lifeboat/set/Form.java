package dev.lifeboat.set;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How a set's rows are written. Every form is compressed, encrypted, signed, verified and restored alike. */
public enum Form {
    /** COPY text in parts: copied and loaded in parallel. */
    @JsonProperty("archive")
    ARCHIVE,
    /** One JSON object a table: {@code {"data":[…],"metadata":{…}}}. */
    @JsonProperty("json")
    JSON,
    /** One file as {@code pg_dump --clean --if-exists --no-owner --no-privileges} writes it. */
    @JsonProperty("sql")
    SQL;

    /** The name in YAML, in the manifest and on the command line. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a wire name; throws {@link IllegalArgumentException} that lists the known ones. */
    public static Form parse(String text) {
        for (Form form : values()) {
            if (form.wireName().equals(text)) {
                return form;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a form; known: archive, json, sql");
    }
}

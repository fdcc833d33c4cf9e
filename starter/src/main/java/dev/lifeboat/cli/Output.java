package dev.lifeboat.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lifeboat.session.WireJson;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Data on standard output, messages on standard error. With {@code --json} one object a line, the last a summary. */
final class Output {
    /** Keys of maps in order: the same outcome is the same line, whichever process prints it. */
    private static final ObjectMapper JSON =
            WireJson.mapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private final boolean json;

    Output(boolean json) {
        this.json = json;
    }

    boolean json() {
        return json;
    }

    /** A message for a person. */
    static void say(String format, @Nullable Object... values) {
        System.err.println(Printable.lines(String.format(Locale.ROOT, format, values)));
    }

    /** A line of data for a person; nothing with {@code --json}. */
    void line(String format, @Nullable Object... values) {
        if (!json) {
            System.out.println(Printable.lines(String.format(Locale.ROOT, format, values)));
        }
    }

    /** One object of this type; nothing without {@code --json}. */
    void object(String type, Object value) {
        if (!json) {
            return;
        }
        try {
            ObjectNode node = JSON.createObjectNode().put("type", type);
            if (JSON.valueToTree(value) instanceof ObjectNode fields) {
                node.setAll(fields);
            }
            System.out.println(JSON.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record cannot be written as JSON", e);
        }
    }

    void summary(Object value) {
        object("summary", value);
    }
}

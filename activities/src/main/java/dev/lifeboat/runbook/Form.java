package dev.lifeboat.runbook;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a schema says of a value beyond its type. */
interface Form {
    /** Adds the keywords; the description follows the word "expected" in a message. */
    ObjectNode addTo(ObjectNode schema);

    /** Text that matches from end to end. */
    static Form text(String pattern, String description) {
        return schema -> schema.put("type", "string")
                .put("pattern", "^(?:" + pattern + ")$")
                .put("description", description);
    }

    /** Text that is not blank. */
    static Form words() {
        return schema ->
                schema.put("type", "string").put("pattern", "\\S").put("description", "text that is not blank");
    }

    /** A whole number, both bounds included. */
    static Form whole(int low, int high) {
        return schema -> schema.put("type", "integer")
                .put("minimum", low)
                .put("maximum", high)
                .put("description", "a whole number between " + low + " and " + high);
    }

    /** One of a few words. */
    static Form oneOf(String... words) {
        return schema -> {
            schema.put("type", "string").put("description", "one of " + String.join(", ", words));
            for (String word : words) {
                schema.withArray("enum").add(word);
            }
            return schema;
        };
    }
}

package dev.lifeboat.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Checks a tree against the published schema, and says in our words and by place what does not fit. */
final class SchemaCheck {
    private static final JsonNode DOCUMENT = RunbookSchema.generate();
    private static final String NAMES = "/propertyNames";
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(DOCUMENT);

    private final YamlTree tree;
    private final Findings findings;

    SchemaCheck(YamlTree tree, Findings findings) {
        this.tree = tree;
        this.findings = findings;
    }

    void check() {
        for (Error error : SCHEMA.validate(tree.root())) {
            String path = error.getEvaluationPath().toString();
            // Why one alternative does not fit is no news; that none does, is.
            if (!path.contains("/oneOf/")) {
                add(error);
            }
        }
    }

    private void add(Error error) {
        String pointer = error.getInstanceLocation().toString();
        String property = error.getProperty();
        String schemaPointer = error.getSchemaLocation().getFragment().toString();
        switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(pointer, String.valueOf(property), parent(schemaPointer));
            case "required" ->
                findings.add(
                        tree.value(pointer),
                        below(tree.field(pointer), String.valueOf(property)),
                        "this key is missing");
            default -> {
                int names = schemaPointer.indexOf(NAMES);
                if (names >= 0) {
                    String key = YamlTree.child(pointer, String.valueOf(property));
                    JsonNode schema = DOCUMENT.at(schemaPointer.substring(0, names + NAMES.length()));
                    findings.add(tree.key(key), tree.field(key), "expected " + expected(schema));
                } else {
                    findings.add(
                            tree.value(pointer), tree.field(pointer), "expected " + expected(parent(schemaPointer)));
                }
            }
        }
    }

    private void unknownKey(String pointer, String key, JsonNode schema) {
        String shown = YamlTree.shown(key);
        List<String> known = keys(schema);
        String message = "unknown key" + (shown.equals(key) ? " " + key : "")
                + Words.nearest(key, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; known here: " + String.join(", ", known));
        String below = YamlTree.child(pointer, key);
        findings.add(tree.key(below), tree.field(below), message);
    }

    private static JsonNode parent(String schemaPointer) {
        return DOCUMENT.at(schemaPointer.substring(0, schemaPointer.lastIndexOf('/')));
    }

    /** What stands behind the word "expected". */
    private static String expected(JsonNode schema) {
        String type = schema.path("type").asText();
        if (type.equals("object")) {
            List<String> keys = keys(schema);
            String choice = schema.path("description").asText();
            return choice.isEmpty()
                    ? "a mapping" + (keys.isEmpty() ? "" : " with the keys " + String.join(", ", keys))
                    : "a mapping with " + choice;
        }
        if (schema.has("description")) {
            return schema.path("description").asText();
        }
        if (schema.has("enum")) {
            return "one of "
                    + StreamSupport.stream(schema.path("enum").spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", "));
        }
        return switch (type) {
            case "array" -> "a list";
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            default -> "text";
        };
    }

    private static List<String> keys(JsonNode schema) {
        List<String> keys = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static String below(String field, String key) {
        return field.isEmpty() ? key : field + "." + key;
    }
}

package dev.lifeboat.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML text as a JSON tree that knows where each value stands. Scalars mean what YAML 1.2 says ({@code yes} is a word, not a
 * truth). Anchors, aliases and tags are errors: a runbook is read by people in a hurry, and none of them saves a line.
 */
final class YamlTree {
    private static final int DEEPEST = 40;
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})\\.[0-9]{1,18}");
    /** A key that is surely a key, and not a secret that slipped to the left of a colon. */
    private static final Pattern PLAUSIBLE_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Findings findings;
    private final Map<String, Position> keys = new TreeMap<>();
    private final Map<String, Position> values = new TreeMap<>();
    private final JsonNode root;

    /** Leaves meaning to the JSON side: every untagged scalar is text at first. */
    private static final class Untyped extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            // None: YAML 1.1 would make numbers of 04:00 and 010, and truths of yes and no.
        }
    }

    private YamlTree(String text, Findings findings) {
        this.findings = findings;
        Node node = compose(text);
        if (node == null) {
            findings.add(new Position(1, 1), "", "the file is empty");
            findings.throwIfAny();
        }
        this.root = node == null ? JSON.missingNode() : convert(node, "", "");
    }

    /** Throws RUNBOOK_INVALID if the text is no YAML; lesser errors become findings. */
    static YamlTree parse(String text, Findings findings) {
        return new YamlTree(text, findings);
    }

    JsonNode root() {
        return root;
    }

    /** The value at a JSON pointer; a missing node if there is none. */
    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    /** Where the value at a JSON pointer begins. */
    Position value(String pointer) {
        return values.getOrDefault(pointer, new Position(1, 1));
    }

    /** Where the key of the entry at a JSON pointer begins; for a list's item, the item. */
    Position key(String pointer) {
        Position position = keys.get(pointer);
        return position == null ? value(pointer) : position;
    }

    /** {@code phases[0].tables} for {@code /phases/0/tables}. */
    String field(String pointer) {
        StringBuilder field = new StringBuilder();
        JsonNode parent = root;
        String[] steps = pointer.split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            String step = steps[i].replace("~1", "/").replace("~0", "~");
            if (parent.isArray()) {
                field.append('[').append(step).append(']');
                parent = parent.path(Integer.parseInt(step));
            } else {
                field.append(field.length() == 0 ? "" : ".").append(shown(step));
                parent = parent.path(step);
            }
        }
        return field.toString();
    }

    /** The key, or {@code ?} if it does not look like one. */
    static String shown(String key) {
        return PLAUSIBLE_KEY.matcher(key).matches() ? key : "?";
    }

    /** The pointer to an entry of the value at {@code pointer}. */
    static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private @Nullable Node compose(String text) {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(DEEPEST);
        limits.setCodePointLimit(SourceText.MOST_BYTES);
        try {
            return new Composer(new ParserImpl(new StreamReader(text), limits), new Untyped(), limits).getSingleNode();
        } catch (MarkedYAMLException e) {
            findings.add(Position.of(e.getProblemMark()), "", YamlProblem.describe(e));
        } catch (YAMLException e) {
            findings.add(new Position(1, 1), "", "this is nested too deeply, or not YAML");
        }
        findings.throwIfAny();
        return null;
    }

    private JsonNode convert(Node node, String pointer, String field) {
        Position at = Position.of(node.getStartMark());
        values.put(pointer, at);
        if (node.getAnchor() != null) {
            findings.add(at, field, "anchors and aliases are not supported; write the value out");
            return JSON.nullNode();
        }
        if (!node.getTag().equals(Tag.STR)
                && !node.getTag().equals(Tag.MAP)
                && !node.getTag().equals(Tag.SEQ)) {
            findings.add(at, field, "tags are not supported");
            return JSON.nullNode();
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, pointer, field);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            for (Node item : sequence.getValue()) {
                int index = array.size();
                array.add(convert(item, pointer + "/" + index, field + "[" + index + "]"));
            }
            return array;
        }
        ScalarNode scalar = (ScalarNode) node;
        if (hasControls(scalar.getValue())) {
            findings.add(at, field, "a control character cannot stand here");
        }
        return scalar.getScalarStyle() == ScalarStyle.PLAIN
                ? plain(scalar.getValue())
                : JSON.textNode(scalar.getValue());
    }

    private ObjectNode mapping(MappingNode mapping, String pointer, String field) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            Position at = Position.of(entry.getKeyNode().getStartMark());
            if (!(entry.getKeyNode() instanceof ScalarNode key)
                    || key.getAnchor() != null
                    || !key.getTag().equals(Tag.STR)
                    || hasControls(key.getValue())) {
                findings.add(at, "", "a key must be a word, without anchor, tag or control character");
                continue;
            }
            if (mapping.getFlowStyle() == FlowStyle.FLOW && isAbsent(entry.getValueNode())) {
                // {secret} is a key without a value: its text is rather a value, so the message must not show it.
                findings.add(at, "", "a value is missing here");
                continue;
            }
            String name = key.getValue();
            String below = child(pointer, name);
            String path = (field.isEmpty() ? "" : field + ".") + shown(name);
            if (object.has(name)) {
                findings.add(at, path, "this key stands twice");
                continue;
            }
            keys.put(below, at);
            object.set(name, convert(entry.getValueNode(), below, path));
        }
        return object;
    }

    /** An escape in quotation marks can make what the file itself may not hold, also half a character. */
    private static boolean hasControls(String text) {
        return text.codePoints().anyMatch(character -> !StreamReader.isPrintable(character));
    }

    private static boolean isAbsent(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().isEmpty();
    }

    private static JsonNode plain(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
            case "true", "True", "TRUE" -> JSON.booleanNode(true);
            case "false", "False", "FALSE" -> JSON.booleanNode(false);
            default -> {
                if (WHOLE.matcher(text).matches()) {
                    long number = Long.parseLong(text);
                    yield number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
                }
                yield DECIMAL.matcher(text).matches() ? JSON.numberNode(new BigDecimal(text)) : JSON.textNode(text);
            }
        };
    }
}

package dev.lifeboat.rotation;

import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;

import dev.lifeboat.error.LifeboatException;
import java.io.StringReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Small changes to a runbook's {@code keys} as text: whatever else stands there, comments, order and spacing, stays. One change at a
 * time; each reads the places anew. Not thread-safe.
 */
final class RunbookText {
    private static final String KEYS = "keys";

    private String text;

    RunbookText(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Puts another word in the place of an entry's value, or of one item of a list ({@code index} not null). */
    void replace(String entry, @Nullable Integer index, String value) {
        Node node = required(entry);
        Node place = index == null ? node : items(node, entry).get(index);
        splice(from(place.getStartMark()), from(place.getEndMark()), value);
    }

    /** Puts an item before the others of a list; makes the list after {@code behind} where there is none. */
    void prepend(String entry, String value, String behind) {
        Node node = value(entry);
        if (node == null) {
            addList(entry, value, required(behind));
            return;
        }
        List<Node> items = items(node, entry);
        int start = from(node.getStartMark());
        if (items.isEmpty()) {
            splice(start + 1, start + 1, " " + value + " ");
        } else if (flow(node)) {
            int first = from(items.get(0).getStartMark());
            splice(first, first, value + ", ");
        } else {
            int first = from(items.get(0).getStartMark());
            int line = lineOf(first);
            splice(line, line, text.substring(line, first) + value + lineEnd());
        }
    }

    /** Takes an item, not the first, out of a list, with its line. */
    void remove(String entry, int index) {
        Node node = required(entry);
        List<Node> items = items(node, entry);
        Node item = items.get(index);
        if (flow(node)) {
            splice(from(items.get(index - 1).getEndMark()), from(item.getEndMark()), "");
        } else {
            int next = text.indexOf('\n', from(item.getEndMark()));
            splice(lineOf(from(item.getStartMark())), next < 0 ? text.length() : next + 1, "");
        }
    }

    private void addList(String entry, String value, Node behind) {
        MappingNode keys = keys();
        String list = entry + ": [ " + value + " ]";
        int end = from(behind.getEndMark());
        if (flow(keys)) {
            splice(end, end, ", " + list);
            return;
        }
        int first = from(keys.getValue().get(0).getKeyNode().getStartMark());
        String indentation = text.substring(lineOf(first), first);
        int next = text.indexOf('\n', end);
        int line = next < 0 ? text.length() : next + 1;
        splice(line, line, (next < 0 ? lineEnd() : "") + indentation + list + lineEnd());
    }

    private void splice(int from, int to, String value) {
        text = text.substring(0, from) + value + text.substring(to);
    }

    private String lineEnd() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    private int lineOf(int index) {
        return text.lastIndexOf('\n', index - 1) + 1;
    }

    /** Marks count characters, a String counts halves of some. */
    private int from(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static boolean flow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    private static boolean flow(Node node) {
        return node instanceof CollectionNode<?> collection && flow(collection);
    }

    private static List<Node> items(Node node, String entry) {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        throw unexpected(entry);
    }

    private Node required(String entry) {
        Node node = value(entry);
        if (node == null) {
            throw unexpected(entry);
        }
        return node;
    }

    private @Nullable Node value(String entry) {
        return find(keys(), entry);
    }

    private MappingNode keys() {
        Node root = new Yaml().compose(new StringReader(text));
        if (root instanceof MappingNode mapping && find(mapping, KEYS) instanceof MappingNode keys) {
            return keys;
        }
        throw unexpected("");
    }

    private static @Nullable Node find(MappingNode mapping, String name) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
                return entry.getValueNode();
            }
        }
        return null;
    }

    private static LifeboatException unexpected(String entry) {
        return new LifeboatException(
                RUNBOOK_INVALID,
                "the runbook's keys" + (entry.isEmpty() ? "" : "." + entry) + " cannot be changed by rotate");
    }
}

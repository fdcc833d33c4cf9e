package dev.lifeboat.runbook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What is wrong with a YAML text, in our words: the parser's own quote the text, which may hold a secret. */
final class YamlProblem {
    /** Beginnings of the parser's sentences. */
    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("found character '\\t", "a tab cannot indent; use blanks");
        KINDS.put(
                "mapping values are not allowed",
                "a colon where no key can stand; quote the text, or mend the indentation");
        KINDS.put("could not find expected ':'", "a key without a colon");
        KINDS.put("found unexpected end of stream", "a quotation is not closed");
        KINDS.put("found undefined alias", "anchors and aliases are not supported; write the value out");
        KINDS.put("expected ',' or", "a comma or a closing bracket is missing");
        KINDS.put("expected the node content", "a value is missing, or a bracket is not closed");
        KINDS.put(
                "expected <block end>",
                "this does not fit in: wrong indentation, or a bracket or quotation mark too many");
        KINDS.put("but found another document", "a second document; a runbook is one");
        KINDS.put("found unknown escape character", "an unknown escape behind a backslash");
        KINDS.put("found character", "this character cannot begin a value; quote the text");
    }

    private YamlProblem() {}

    static String describe(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        return KINDS.entrySet().stream()
                .filter(kind -> problem.startsWith(kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("this is not valid YAML");
    }
}

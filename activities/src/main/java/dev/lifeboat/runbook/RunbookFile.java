package dev.lifeboat.runbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lifeboat.archive.Digests;
import java.nio.file.Path;

/**
 * Reads runbooks. All errors are told at once, each with file, line, column and field; what the field holds is never told, since
 * it may be a secret in the wrong place.
 */
public final class RunbookFile {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private RunbookFile() {}

    /** Throws RUNBOOK_INVALID. */
    public static LoadedRunbook load(Path file) {
        byte[] bytes = SourceText.read(file);
        Findings findings = new Findings(file);
        YamlTree tree = YamlTree.parse(SourceText.decode(bytes, findings), findings);
        new SchemaCheck(tree, findings).check();
        new RunbookRules(tree, findings).check();
        findings.throwIfAny();
        Runbook parsed = convert(tree, findings);
        Path folder = file.toAbsolutePath().normalize().getParent();
        Runbook runbook = RunbookPaths.absolute(parsed, folder == null ? Path.of("/") : folder);
        return new LoadedRunbook(runbook, Digests.sha256(bytes), file);
    }

    private static Runbook convert(YamlTree tree, Findings findings) {
        try {
            return MAPPER.treeToValue(tree.root(), Runbook.class);
        } catch (JsonProcessingException e) {
            // Neither its message nor the exception itself goes on: both quote the file.
            String pointer = e instanceof JsonMappingException mapping ? pointer(mapping) : "";
            findings.add(tree.value(pointer), tree.field(pointer), "this cannot be understood");
            findings.throwIfAny();
            throw new IllegalStateException("a finding was lost");
        }
    }

    private static String pointer(JsonMappingException e) {
        String pointer = "";
        for (JsonMappingException.Reference step : e.getPath()) {
            String key = step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName();
            pointer = YamlTree.child(pointer, key);
        }
        return pointer;
    }
}

package dev.lifeboat.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The parts of {@code docker-compose.yml} and {@code Dockerfile} that the tests look at. */
final class ComposeFile {
    private final Path root;
    private final String text;
    private final JsonNode document;

    ComposeFile(Path root) throws IOException {
        this.root = root;
        this.text = Files.readString(root.resolve("docker-compose.yml"), StandardCharsets.UTF_8);
        this.document = new YAMLMapper().readTree(text);
    }

    String text() {
        return text;
    }

    JsonNode document() {
        return document;
    }

    Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        document.path("services").properties().forEach(service -> services.put(service.getKey(), service.getValue()));
        return services;
    }

    /** The words of a list, or of a map's keys. */
    static List<String> strings(JsonNode node) {
        List<String> found = new ArrayList<>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(found::add);
        } else {
            node.forEach(item -> found.add(item.asText()));
        }
        return found;
    }

    /** {@code depends_on} of a service: service to condition. */
    static Map<String, String> dependencies(JsonNode service) {
        Map<String, String> found = new TreeMap<>();
        service.path("depends_on")
                .properties()
                .forEach(entry -> found.put(
                        entry.getKey(), entry.getValue().path("condition").asText()));
        return found;
    }

    static boolean hasHealthCheck(JsonNode service) {
        JsonNode check = service.path("healthcheck");
        return check.path("test").size() > 1 && !check.path("disable").asBoolean();
    }

    /** The Dockerfile's instructions, one a line; comments and continuations removed. */
    List<String> dockerfile() throws IOException {
        String joined = Files.readString(root.resolve("Dockerfile"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.stripLeading().startsWith("#"))
                .reduce("", (before, line) -> before + line + "\n")
                .replace("\\\n", " ");
        return joined.lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The arguments of each Dockerfile instruction of this name, in order. */
    List<String> instructions(String name) throws IOException {
        Pattern pattern = Pattern.compile("^" + name + " ");
        return dockerfile().stream()
                .filter(line -> pattern.matcher(line).find())
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }
}

package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunbookSchemaTest {
    private static final Path ROOT = Path.of(System.getProperty("lifeboat.root"));
    private static final JsonNode SCHEMA = RunbookSchema.generate();

    @Test
    void isThePublishedOne() throws IOException {
        String generated = SCHEMA.toPrettyString() + "\n";
        Path fresh = Files.writeString(Path.of("target", "runbook.schema.json"), generated);
        assertThat(ROOT.resolve("docs/runbook.schema.json"))
                .as("the records changed; take the generated one: cp activities/%s docs/runbook.schema.json", fresh)
                .hasContent(generated);
    }

    @Test
    void acceptsTheExample() throws IOException {
        JsonNode example =
                new YAMLMapper().readTree(Files.readString(ROOT.resolve("examples/bookings-assistant/runbook.yaml")));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(ROOT.resolve("docs/runbook.schema.json")))
                        .validate(example))
                .isEmpty();
    }

    @Test
    void forbidsUnknownKeysInEveryRecord() {
        assertThat(SCHEMA.at("/additionalProperties").asBoolean(true)).isFalse();
        for (JsonNode definition : SCHEMA.path("$defs")) {
            if (definition.has("properties")) {
                assertThat(definition.path("additionalProperties").asBoolean(true))
                        .as(definition.toString())
                        .isFalse();
            }
        }
    }

    @Test
    void saysWhatMustBeThere() {
        assertThat(SCHEMA.at("/required"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("name", "database", "store", "keys");
    }

    @Test
    void saysWhatAMappingOfNamesHolds() {
        for (String field : new String[] {"tiers", "backups", "drills"}) {
            assertThat(SCHEMA.at("/properties/" + field + "/additionalProperties")
                            .isObject())
                    .as(field)
                    .isTrue();
            assertThat(SCHEMA.at("/properties/" + field + "/propertyNames/pattern")
                            .isTextual())
                    .as(field)
                    .isTrue();
        }
    }
}

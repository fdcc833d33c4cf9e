package dev.lifeboat.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.time.Duration;
import java.time.Period;

/** The published JSON Schema of a runbook, generated from the records themselves: editors complete and check by it. */
public final class RunbookSchema {
    private RunbookSchema() {}

    /** Draft 2020-12; unknown keys are errors. */
    public static JsonNode generate() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
        builder.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> {
            boolean text = type.getErasedType() == Duration.class
                    || type.getErasedType() == Period.class
                    || type.getErasedType() == ByteCount.class;
            return !text
                    ? null
                    : new CustomDefinition(
                            context.getGeneratorConfig().createObjectNode().put("type", "string"));
        });
        return new SchemaGenerator(builder.build()).generateSchema(Runbook.class);
    }
}

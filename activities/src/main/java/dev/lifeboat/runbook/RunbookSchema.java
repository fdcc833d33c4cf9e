package dev.lifeboat.runbook;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The published JSON Schema of a runbook, generated from the records themselves: editors complete by it, and the parser
 * checks by it. A {@code description} says what is expected, so that it can follow that word in a message.
 */
public final class RunbookSchema {
    private RunbookSchema() {}

    /** Draft 2020-12; unknown keys are errors. */
    public static JsonNode generate() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY, JacksonOption.RESPECT_JSONPROPERTY_REQUIRED))
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        builder.forTypesInGeneral()
                // As the records declare them, which is the order of a runbook.
                .withPropertySorter(Comparator.comparingInt(member -> 0))
                .withCustomDefinitionProvider((type, context) -> {
                    Form form = SchemaForms.TYPES.get(type.getErasedType());
                    return form == null
                            ? null
                            : new CustomDefinition(
                                    form.addTo(context.getGeneratorConfig().createObjectNode()), true);
                })
                .withCustomDefinitionProvider(new InlineMaps())
                .withTypeAttributeOverride((node, scope, context) -> {
                    SchemaForms.Choice choice =
                            SchemaForms.CHOICES.get(scope.getType().getErasedType());
                    if (choice != null) {
                        offer(node, choice);
                    }
                    if (scope.getType().isInstanceOf(ChannelSettings.class)) {
                        SchemaForms.CHANNEL
                                .addTo(node)
                                .putArray("type")
                                .add("object")
                                .add("string");
                    }
                });
        builder.forFields().withInstanceAttributeOverride(RunbookSchema::refine);
        ObjectNode schema = new SchemaGenerator(builder.build()).generateSchema(Runbook.class);
        return schema.put("title", "Runbook of Lifeboat");
    }

    private static void refine(ObjectNode node, FieldScope field, SchemaGenerationContext context) {
        String name = field.getDeclaringType().getErasedType().getSimpleName() + "." + field.getDeclaredName()
                + (field.isFakeContainerItemScope() ? "[]" : "");
        Form form = SchemaForms.FIELDS.get(name);
        if (form != null) {
            form.addTo(node);
        }
        if (field.getType().isInstanceOf(Map.class) && !field.isFakeContainerItemScope()) {
            SchemaForms.KEYS.getOrDefault(name, SchemaForms.KEY).addTo(node.putObject("propertyNames"));
        }
    }

    private static void offer(ObjectNode node, SchemaForms.Choice choice) {
        node.put("description", choice.description());
        for (SchemaForms.Alternative own : choice.alternatives()) {
            ObjectNode alternative = node.withArray("oneOf").addObject();
            own.required().forEach(alternative.withArray("required")::add);
            for (SchemaForms.Alternative other : choice.alternatives()) {
                if (!other.equals(own)) {
                    ObjectNode forbidden = alternative.withObject("/properties");
                    other.required().forEach(key -> forbidden.put(key, false));
                    other.optional().forEach(key -> forbidden.put(key, false));
                }
            }
        }
    }

    /** What the names and values of a mapping look like stands beside its field, so each has a schema of its own. */
    private static final class InlineMaps implements CustomDefinitionProviderV2 {
        @Override
        public @Nullable CustomDefinition provideCustomSchemaDefinition(
                ResolvedType type, SchemaGenerationContext context) {
            return type.isInstanceOf(Map.class)
                    ? new CustomDefinition(context.createStandardDefinition(type, this), true)
                    : null;
        }
    }
}

package dev.lifeboat.runbook;

import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads runbooks; every error names file, line and field, and says what to do. */
public final class RunbookFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<String> FORMS = Set.of("archive");

    private RunbookFile() {}

    /** Throws RUNBOOK_INVALID. */
    public static LoadedRunbook load(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new LifeboatException(RUNBOOK_INVALID, file + " is larger than 1 MiB; this is not a runbook");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new LifeboatException(
                    RUNBOOK_INVALID, file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        Runbook parsed;
        try {
            parsed = mapper().readValue(new String(bytes, StandardCharsets.UTF_8), Runbook.class);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(RUNBOOK_INVALID, describe(file, e), e);
        }
        if (parsed == null) {
            throw new LifeboatException(RUNBOOK_INVALID, file + " is empty");
        }
        Path folder = file.toAbsolutePath().normalize().getParent();
        Runbook runbook = absolute(parsed, folder == null ? Path.of("/") : folder);
        check(file, runbook);
        return new LoadedRunbook(runbook, Digests.sha256(bytes), file);
    }

    private static YAMLMapper mapper() {
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(20);
        limits.setNestingDepthLimit(40);
        limits.setCodePointLimit(MOST_BYTES);
        return YAMLMapper.builder(YAMLFactory.builder().loaderOptions(limits).build())
                .addModule(new JavaTimeModule())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** {@code runbook.yaml:12: phases[0].tabels: unknown key; known: tables, …}. */
    private static String describe(Path file, JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String line = location == null ? "" : ":" + location.getLineNr();
        String field = "";
        if (e instanceof JsonMappingException mapping) {
            field = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining())
                    .replaceFirst("^\\.", "");
        }
        return file + line + ": " + (field.isEmpty() ? "" : field + ": ") + reason(e);
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key; known here: "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof NullPointerException) {
            String keys = e instanceof ValueInstantiationException built
                    ? Arrays.stream(built.getType().getRawClass().getRecordComponents())
                            .map(RecordComponent::getName)
                            .collect(Collectors.joining(", "))
                    : "";
            return "a required key is missing or misspelt; keys here: " + keys;
        }
        String message = cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private static Runbook absolute(Runbook runbook, Path folder) {
        return new Runbook(
                runbook.name(),
                new Database(
                        reference(runbook.database().url(), folder),
                        runbook.database().yieldAfter()),
                new StoreSettings(
                        location(runbook.store().primary(), folder),
                        runbook.store().copies().stream()
                                .map(copy -> location(copy, folder))
                                .toList()),
                keys(runbook.keys(), folder),
                runbook.archive(),
                runbook.objectives(),
                runbook.tiers(),
                runbook.phases(),
                runbook.backups(),
                runbook.drills(),
                runbook.drillServer() == null ? null : reference(runbook.drillServer(), folder),
                runbook.steps(),
                runbook.notifications().webhook() == null
                        ? runbook.notifications()
                        : new Notify(reference(runbook.notifications().webhook(), folder)),
                runbook.people(),
                runbook.approvals());
    }

    private static Keys keys(Keys keys, Path folder) {
        String signing = keys.signing();
        String passphrase = keys.passphrase();
        return new Keys(
                keys.recipients().stream()
                        .map(path -> folder.resolve(path).normalize().toString())
                        .toList(),
                signing == null ? null : reference(signing, folder),
                keys.privateKeys().stream().map(key -> reference(key, folder)).toList(),
                passphrase == null ? null : reference(passphrase, folder),
                keys.signers());
    }

    private static StoreLocation location(StoreLocation location, Path folder) {
        return new StoreLocation(
                location.kind(), folder.resolve(location.path()).normalize().toString());
    }

    private static String reference(String reference, Path folder) {
        return reference.startsWith("file:")
                ? "file:"
                        + folder.resolve(reference.substring("file:".length())).normalize()
                : reference;
    }

    /** What the records cannot say of themselves. */
    private static void check(Path file, Runbook runbook) {
        List<String> errors = new ArrayList<>();
        secret(errors, "database.url", runbook.database().url(), true);
        secret(errors, "keys.signing", runbook.keys().signing(), false);
        secret(errors, "keys.passphrase", runbook.keys().passphrase(), false);
        secret(errors, "drill-server", runbook.drillServer(), true);
        secret(errors, "notify.webhook", runbook.notifications().webhook(), false);
        runbook.keys().privateKeys().forEach(key -> secret(errors, "keys.private", key, false));
        if (runbook.keys().recipients().isEmpty()) {
            errors.add("keys.recipients: name at least one public key");
        }
        if (!runbook.store().primary().kind().equals("filesystem")) {
            errors.add(
                    "store.primary.kind: \"" + runbook.store().primary().kind() + "\" is not known; known: filesystem");
        }
        if (!runbook.store().copies().isEmpty()) {
            errors.add("store.copies: further copies are not supported by this version");
        }
        new TreeMap<>(runbook.backups()).forEach((name, backup) -> {
            if (!FORMS.contains(backup.form())) {
                errors.add("backups." + name + ".form: \"" + backup.form()
                        + "\" is not supported by this version; archive is");
            }
            if (!backup.scope().isEmpty() && !backup.scope().equals(List.of("everything"))) {
                errors.add("backups." + name + ".scope: only everything is supported by this version");
            }
            time(errors, "backups." + name, backup.at(), backup.timezone());
        });
        new TreeMap<>(runbook.drills())
                .forEach((name, drill) -> time(errors, "drills." + name, drill.at(), drill.timezone()));
        if (!errors.isEmpty()) {
            throw new LifeboatException(RUNBOOK_INVALID, file + ": " + String.join("; ", errors));
        }
    }

    private static void time(List<String> errors, String field, @Nullable String at, String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            errors.add(field + ".timezone: \"" + zone + "\" is not a time zone");
        }
        if (at != null) {
            try {
                ScheduleTime.parse(at);
            } catch (IllegalArgumentException e) {
                errors.add(field + ".at: " + e.getMessage());
            }
        }
    }

    private static void secret(List<String> errors, String field, @Nullable String reference, boolean plainAllowed) {
        if (reference == null || reference.startsWith("env:") || reference.startsWith("file:")) {
            return;
        }
        boolean password = reference.matches("[a-z]+://[^/@]*:[^/@]*@.*") || reference.contains("password=");
        if (!plainAllowed || password) {
            errors.add(field + ": secrets only as env:NAME or file:PATH");
        }
    }
}

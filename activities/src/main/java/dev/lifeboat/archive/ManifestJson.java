package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Records as the bytes that are signed: UTF-8 JSON, fields in the records' order, two spaces, a line feed at the end. */
public final class ManifestJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPrettyPrinter(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private ManifestJson() {}

    /** The canonical bytes of a record. */
    public static byte[] write(Object value) {
        try {
            return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record cannot be written as JSON", e);
        }
    }

    /** Reads a record; throws SET_CORRUPT naming the object. */
    public static <T> T read(byte[] json, Class<T> type, String name) {
        try {
            T value = JSON.readValue(json, type);
            if (value == null) {
                throw new LifeboatException(SET_CORRUPT, name + " is empty");
            }
            return value;
        } catch (IOException e) {
            throw new LifeboatException(SET_CORRUPT, name + " cannot be read as " + type.getSimpleName(), e);
        }
    }

    /** Reads a manifest; throws SET_CORRUPT, also for a format that this version does not know. */
    public static Manifest readManifest(byte[] json, String name) {
        try {
            JsonNode format = JSON.readTree(json).path("format");
            if (!format.isInt() || format.asInt() != Manifest.FORMAT) {
                throw new LifeboatException(
                        SET_CORRUPT,
                        name + " is of format " + format.asText("?") + "; this version reads format "
                                + Manifest.FORMAT);
            }
        } catch (IOException e) {
            throw new LifeboatException(SET_CORRUPT, name + " is not JSON", e);
        }
        return read(json, Manifest.class, name);
    }
}

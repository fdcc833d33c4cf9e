package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.error.LifeboatException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** The COPY text of a table that {@link JsonTableWriter} wrote; its own count and check sum have to hold. Not thread-safe. */
final class JsonTableReader extends InputStream {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A number, a text and a document may be as long as PostgreSQL lets them be. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream json;
    private final List<String> columns;
    private final MessageDigest digest = Digests.sha256();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private byte[] current = {};
    private int next;
    private long rows;
    private boolean begun;
    private boolean ended;

    /** @param columns in COPY order */
    JsonTableReader(InputStream json, List<String> columns) {
        this.json = new BufferedInputStream(json, BUFFER_BYTES);
        this.columns = columns;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (next == current.length && !ended) {
            fill();
        }
        if (next == current.length) {
            return -1;
        }
        int count = Math.min(length, current.length - next);
        System.arraycopy(current, next, bytes, offset, count);
        next += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private void fill() throws IOException {
        if (!begun) {
            require(new String(line(), StandardCharsets.UTF_8).equals(JsonTableWriter.BEGIN), "no data");
            begun = true;
        }
        byte[] text = line();
        current = new byte[0];
        next = 0;
        if (new String(text, 0, Math.min(text.length, 3), StandardCharsets.UTF_8).equals(JsonTableWriter.END)) {
            ended = true;
            checkMetadata();
            return;
        }
        digest.update(text);
        rows++;
        try {
            current = row(text);
        } catch (JsonProcessingException e) {
            // Jackson's message quotes what it read: a row.
            throw new LifeboatException(SET_CORRUPT, "row " + rows + " is no JSON");
        }
    }

    private byte[] line() throws IOException {
        line.reset();
        int value;
        do {
            value = json.read();
            require(value >= 0, "the end is missing");
            line.write(value);
        } while (value != '\n');
        return line.toByteArray();
    }

    private byte[] row(byte[] text) throws IOException {
        copy.reset();
        try (JsonParser parser = FACTORY.createParser(text)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, "row " + rows + " is no object");
            String separator = "";
            for (String column : columns) {
                require(column.equals(parser.nextFieldName()), "row " + rows + " has other columns");
                copy.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
                value(parser, text);
                separator = "\t";
            }
            require(parser.nextToken() == JsonToken.END_OBJECT, "row " + rows + " has more columns");
        }
        copy.write('\n');
        return copy.toByteArray();
    }

    private void value(JsonParser parser, byte[] text) throws IOException {
        switch (parser.nextToken()) {
            case VALUE_NULL -> copy.writeBytes(new byte[] {'\\', 'N'});
            case VALUE_TRUE -> copy.write('t');
            case VALUE_FALSE -> copy.write('f');
            case START_OBJECT, START_ARRAY -> {
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getByteOffset();
                CopyFields.escape(new String(text, from, to - from, StandardCharsets.UTF_8), copy);
            }
            default -> CopyFields.escape(parser.getText(), copy);
        }
    }

    private void checkMetadata() throws IOException {
        String text = "{" + new String(json.readNBytes(1 << 20), StandardCharsets.UTF_8);
        JsonNode metadata;
        try {
            metadata = JSON.readTree(text).path("metadata");
        } catch (JsonProcessingException e) {
            throw new LifeboatException(SET_CORRUPT, "its metadata is no JSON", e);
        }
        require(metadata.path("row_count").asLong(-1) == rows, "its metadata counts other rows");
        String checksum = "sha256:" + HexFormat.of().formatHex(digest.digest());
        require(metadata.path("checksum").asText().equals(checksum), "its own check sum does not hold");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new LifeboatException(SET_CORRUPT, "not a table in JSON: " + problem);
        }
    }
}

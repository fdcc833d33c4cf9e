package dev.lifeboat.runbook;

import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.yaml.snakeyaml.reader.StreamReader;

/** A file's bytes and its text, within bounds. */
final class SourceText {
    static final int MOST_BYTES = 1 << 20;

    private SourceText() {}

    /** Reads no more than the bound, whatever the file says of its size: devices and pipes say nothing. Throws RUNBOOK_INVALID. */
    static byte[] read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new LifeboatException(RUNBOOK_INVALID, file + " cannot be read: " + reason(file, e), e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new LifeboatException(RUNBOOK_INVALID, file + " is larger than 1 MiB; this is not a runbook");
        }
        return bytes;
    }

    private static String reason(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not read it";
        }
        return Files.isDirectory(file) ? "it is a folder" : e.getClass().getSimpleName();
    }

    /** Decodes UTF-8 strictly; a malformed byte or a control character is a finding. */
    static String decode(byte[] bytes, Findings findings) {
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        boolean malformed = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), decoded, true)
                .isError();
        String text = decoded.flip().toString();
        if (malformed) {
            findings.add(Position.behind(text), "", "this byte is not UTF-8");
        }
        int index = 0;
        while (index < text.length()) {
            int character = text.codePointAt(index);
            if (!StreamReader.isPrintable(character)) {
                findings.add(Position.behind(text.substring(0, index)), "", "a control character cannot stand here");
                break;
            }
            index += Character.charCount(character);
        }
        findings.throwIfAny();
        return text;
    }
}

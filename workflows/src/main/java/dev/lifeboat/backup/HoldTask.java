package dev.lifeboat.backup;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The order to hold a snapshot.
 *
 * @param source reference to the source's URL
 * @param holder 1 exports the first snapshot; 2 imports {@code importFrom} and exports it again
 * @param attempt repeated in the signal, so that a late one of an earlier attempt is ignored
 */
public record HoldTask(
        String source,
        int holder,
        int attempt,
        @Nullable String importFrom,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration yieldAfter) {}

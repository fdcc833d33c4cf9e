package dev.lifeboat.retention;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Objects that belong to no set and go together.
 *
 * @param what the folder, or what they are
 * @param objects their names in the store, in the order in which they go
 * @param reason why nobody needs them
 */
public record Leftover(
        String what,
        List<String> objects,
        @JsonProperty("storedBytes") @JsonAlias("bytes") long bytes,
        String reason) {
    public Leftover {
        objects = List.copyOf(objects);
    }
}

package dev.lifeboat.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which keys belong to which kind of store. */
final class StoreRules {
    private static final Set<String> COMMON = Set.of("name", "kind", "modes", "keep", "prices");

    /** Keys of a kind beside those of all. */
    record Kind(List<String> needs, List<String> may) {
        boolean takes(String field) {
            Set<String> fields = new HashSet<>(COMMON);
            fields.addAll(needs);
            fields.addAll(may);
            return fields.contains(field);
        }
    }

    static final Map<String, Kind> KINDS = Map.of(
            StoreLocation.FILESYSTEM,
            new Kind(List.of("path"), List.of()),
            StoreLocation.S3,
            new Kind(
                    List.of("bucket"),
                    List.of(
                            "prefix",
                            "region",
                            "endpoint",
                            "profile",
                            "access-key",
                            "secret-key",
                            "session-token",
                            "encryption",
                            "kms-key",
                            "storage-class",
                            "lock")),
            StoreLocation.AZURE_BLOB,
            new Kind(List.of("bucket", "connection"), List.of("prefix", "storage-class", "lock")));

    private StoreRules() {}

    /** The key that is missing beside another one, if any. */
    static Optional<String> together(JsonNode store) {
        if (store.has("access-key") != store.has("secret-key")) {
            return Optional.of(store.has("access-key") ? "secret-key" : "access-key");
        }
        if (store.has("session-token") && !store.has("access-key")) {
            return Optional.of("access-key");
        }
        if (store.has("kms-key") && !store.path("encryption").asText().equals("SSE-KMS")) {
            return Optional.of("encryption");
        }
        if (store.path("profile").asText().equals("compatible") && !store.has("endpoint")) {
            return Optional.of("endpoint");
        }
        return Optional.empty();
    }
}

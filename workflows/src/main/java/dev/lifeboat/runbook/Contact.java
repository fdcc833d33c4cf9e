package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** A person or a service desk. */
public record Contact(
        @JsonProperty(required = true) String name,
        @Nullable String role,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String url) {}

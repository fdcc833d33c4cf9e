package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/** A person or a service desk. */
public record Contact(
        String name,
        @Nullable String role,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String url) {}

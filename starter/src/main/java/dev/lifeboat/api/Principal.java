package dev.lifeboat.api;

/** Who calls: the token's name and role. */
public record Principal(String name, Role role) {}

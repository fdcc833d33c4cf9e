package dev.lifeboat.verify;

/** A set in a store. */
public record KeptSet(String store, String set) {}

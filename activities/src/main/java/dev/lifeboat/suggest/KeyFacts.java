package dev.lifeboat.suggest;

/**
 * A foreign key between two tables.
 *
 * @param required whether a row cannot be without its counterpart: no column of the key may be null
 */
public record KeyFacts(String name, long table, long referenced, boolean required) {}

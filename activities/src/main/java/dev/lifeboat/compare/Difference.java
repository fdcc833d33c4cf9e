package dev.lifeboat.compare;

/**
 * One thing in which two sides differ.
 *
 * @param kind table, columns, rows, content, sequence or definition
 * @param name of the table, sequence or object
 * @param left what the first side has; never a value of a row
 * @param right what the second side has
 */
public record Difference(String kind, String name, String left, String right) {}

package dev.lifeboat.drill;

/** One scratch restore of a search. */
public record ProbeRequest(BisectRequest search, BisectSet set) {}

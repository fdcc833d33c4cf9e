package dev.lifeboat.rotation;

/**
 * What became of one set.
 *
 * @param signer the fingerprint of the key that signed it first; empty where the set was removed on purpose
 * @param marks of the set that were signed for with it
 * @param rewraps records of session keys, beside it and beside sets that it refers to, likewise
 * @param fresh false: the new key had said exactly this before
 */
public record Resigned(String set, String signer, int marks, int rewraps, boolean fresh) {}

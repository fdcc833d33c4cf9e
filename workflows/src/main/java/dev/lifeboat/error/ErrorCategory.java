package dev.lifeboat.error;

/** Who has to act on an error. */
public enum ErrorCategory {
    /** The operator asked for something that cannot be done as asked. */
    OPERATOR,
    /** Bytes, keys or signatures are not what they should be. Never retried. */
    INTEGRITY,
    /** A server, a disk or a tool is missing, full or unreachable. */
    ENVIRONMENT,
    /** Lifeboat itself is wrong. */
    BUG
}

package dev.lifeboat.notice;

/** How loud a notice is. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL
}

package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the connection to a mail server is protected. */
public enum MailSecurity {
    /** Begins in plain text and must change to TLS before anything else is said. */
    @JsonProperty("starttls")
    STARTTLS,
    /** TLS from the first byte. */
    @JsonProperty("tls")
    TLS,
    /** Plain text: only to this machine, or where {@code insecure} says so. */
    @JsonProperty("none")
    NONE
}

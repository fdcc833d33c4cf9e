package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a store's server encrypts with, in addition to OpenPGP. */
public enum ServerEncryption {
    /** A key of the server's own. */
    @JsonProperty("SSE-S3")
    SSE_S3,
    /** A key of the customer's key management service. */
    @JsonProperty("SSE-KMS")
    SSE_KMS
}

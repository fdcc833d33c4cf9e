package dev.lifeboat.decision;

/**
 * The answer to a decision that was accepted.
 *
 * @param authenticated whether it carried a valid token
 * @param missing how many further people have to agree before it takes effect
 */
public record DecisionReceipt(String phase, Verb verb, String by, boolean authenticated, int missing) {}

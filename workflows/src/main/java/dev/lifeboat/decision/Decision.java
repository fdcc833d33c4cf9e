package dev.lifeboat.decision;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person's decision over a gate.
 *
 * @param run the restore's workflow id
 * @param evidence the digest the person saw
 * @param nonce the gate's nonce
 * @param by who: the signed-in person, or {@code user@host}
 * @param roles the person's roles at that moment
 * @param reason why; obligatory for waive
 * @param target the typed name of the target database; obligatory for a waive without a second person
 * @param token base64 of an Ed25519 signature over {@link #signedText()} by a starter; null: unauthenticated
 */
public record Decision(
        String run,
        String phase,
        String stage,
        Verb verb,
        String evidence,
        String nonce,
        String by,
        List<String> roles,
        @Nullable String reason,
        @Nullable String target,
        @Nullable Instant at,
        @Nullable String token) {
    public Decision {
        roles = roles == null ? List.of() : List.copyOf(roles);
    }

    /** What a token signs: every field but the token, one a line, in this order. Line feeds in fields are escaped. */
    public String signedText() {
        return String.join(
                "\n",
                "lifeboat-decision-1",
                escaped(run),
                escaped(phase),
                escaped(stage),
                verb.wireName(),
                escaped(evidence),
                escaped(nonce),
                escaped(by),
                escaped(String.join(",", roles)),
                escaped(reason),
                escaped(target),
                at == null ? "" : at.toString());
    }

    private static String escaped(@Nullable String text) {
        return text == null ? "" : text.replace("\\", "\\\\").replace("\n", "\\n");
    }
}

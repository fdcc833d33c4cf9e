package dev.lifeboat.audit;

import dev.lifeboat.error.ErrorCode;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something that log, sets and heads do not agree on.
 *
 * @param code CHAIN_BROKEN or AUDIT_BROKEN
 * @param tampering whether somebody must have removed or changed something; false: it is unusual, and a person should look
 * @param subject the set, entry or object that it is about
 */
public record AuditFinding(ErrorCode code, boolean tampering, String subject, String text) {
    /** The codes that findings have. */
    static final Set<ErrorCode> CODES = EnumSet.of(ErrorCode.CHAIN_BROKEN, ErrorCode.AUDIT_BROKEN);

    /** What stands in lists and notices. */
    public String describe() {
        return subject + ": " + text;
    }
}

package dev.lifeboat.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role that a set's objects need, or that such a role is a member of. Never with a password.
 *
 * @param superuser as at the source; no restore gives it back
 * @param connectionLimit -1: none
 * @param validUntil as PostgreSQL writes it; null: for ever
 * @param memberOf the roles it is a member of
 */
public record RoleInfo(
        String name,
        boolean login,
        boolean inherit,
        boolean createRole,
        boolean createDatabase,
        boolean superuser,
        boolean replication,
        boolean bypassRowSecurity,
        int connectionLimit,
        @Nullable String validUntil,
        List<String> memberOf) {
    public RoleInfo {
        memberOf = List.copyOf(memberOf);
    }

    /**
     * What {@code CREATE ROLE} is to say behind the name: without what only a superuser may give, unless that is wanted, and
     * never SUPERUSER.
     */
    public String options(boolean all) {
        StringBuilder options = new StringBuilder(login ? "LOGIN" : "NOLOGIN");
        options.append(inherit ? " INHERIT" : " NOINHERIT");
        if (all) {
            options.append(createRole ? " CREATEROLE" : "")
                    .append(createDatabase ? " CREATEDB" : "")
                    .append(replication ? " REPLICATION" : "")
                    .append(bypassRowSecurity ? " BYPASSRLS" : "");
        }
        if (connectionLimit >= 0) {
            options.append(" CONNECTION LIMIT ").append(connectionLimit);
        }
        if (validUntil != null && validUntil.matches("[0-9A-Za-z :.+-]+")) {
            options.append(" VALID UNTIL '").append(validUntil).append('\'');
        }
        return options.toString();
    }
}

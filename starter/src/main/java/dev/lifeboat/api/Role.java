package dev.lifeboat.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.javalin.security.RouteRole;
import java.util.Locale;

/** What a caller may do. Each role may do what the ones before it may; a route names the least role it asks for. */
public enum Role implements RouteRole {
    /** Anybody: only whether the process lives. */
    PUBLIC,
    /** Sees that the service is there and its numbers. */
    SUPPORT,
    /** Sees sets and runs, takes backups, runs drills. */
    DEVELOPER,
    /** Starts restores and decides. */
    ADMIN;

    boolean mayDo(Role required) {
        return compareTo(required) >= 0;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a role that a token can have; throws {@link IllegalArgumentException}. */
    @JsonCreator
    public static Role parse(String text) {
        for (Role role : values()) {
            if (role != PUBLIC && role.wireName().equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a role; known: support, developer, admin");
    }
}

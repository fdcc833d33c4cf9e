package dev.lifeboat.restore;

import dev.lifeboat.archive.SchemaEntry;
import java.util.Set;

/** When, within the building of a phase, an entry of the schema archive may be made. The order is design §5's. */
enum Stage {
    STRUCTURES,
    INDEXES,
    CONSTRAINTS,
    FOREIGN_KEYS,
    BEHAVIOUR,
    OPENING,
    LAST;

    private static final Set<String> RELATIONS =
            Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FOREIGN TABLE");
    /** Entries without an owner of their own: they go with whatever stands before them. */
    private static final Set<String> FOLLOWERS = Set.of(
            "COMMENT",
            "SECURITY LABEL",
            "ACL",
            "DEFAULT",
            "SEQUENCE OWNED BY",
            "TABLE ATTACH",
            "INDEX",
            "INDEX ATTACH",
            "CONSTRAINT",
            "CHECK CONSTRAINT",
            "FK CONSTRAINT",
            "TRIGGER",
            "RULE",
            "POLICY",
            "ROW SECURITY",
            "DEFAULT ACL");

    /** Where an entry of this type belongs; COMMENT, SECURITY LABEL and ACL follow what they depend on. */
    static Stage of(String type) {
        return switch (type) {
            case "INDEX", "INDEX ATTACH", "STATISTICS" -> INDEXES;
            case "CONSTRAINT", "CHECK CONSTRAINT" -> CONSTRAINTS;
            case "FK CONSTRAINT" -> FOREIGN_KEYS;
            case "TRIGGER", "RULE", "POLICY", "ROW SECURITY" -> BEHAVIOUR;
            case "EVENT TRIGGER",
                    "PUBLICATION",
                    "PUBLICATION TABLE",
                    "PUBLICATION TABLES IN SCHEMA",
                    "SUBSCRIPTION",
                    "SUBSCRIPTION TABLE",
                    "DEFAULT ACL" -> LAST;
            default -> STRUCTURES;
        };
    }

    /** Whether the entry is something that an application reads or writes, so that owner and grants wait. */
    static boolean isRelation(SchemaEntry entry) {
        return RELATIONS.contains(entry.type());
    }

    /** Whether the entry has neither owner nor rows of its own. */
    static boolean isFollower(SchemaEntry entry) {
        return FOLLOWERS.contains(entry.type());
    }
}

package dev.lifeboat.set;

import org.jspecify.annotations.Nullable;

/**
 * A database, by reference.
 *
 * @param url {@code env:NAME}, {@code file:PATH}, or a libpq URI without a password
 * @param database replaces the database named by the URL; null: as the URL says
 */
public record DatabaseRef(String url, @Nullable String database) {
    /** The database that the reference itself names. */
    public static DatabaseRef of(String url) {
        return new DatabaseRef(url, null);
    }
}

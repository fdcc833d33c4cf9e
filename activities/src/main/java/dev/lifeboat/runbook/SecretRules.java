package dev.lifeboat.runbook;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.LibpqUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of a runbook: it travels in a workflow's history, where everybody who may see a run reads it. Messages
 * never repeat a value.
 */
final class SecretRules {
    private static final String HOW = "secrets only as env:NAME or file:PATH";
    private static final Pattern REFERENCE = Pattern.compile(SchemaForms.REFERENCES);
    private static final Pattern CREDENTIAL_PART =
            Pattern.compile("token|secret|passw|apikey|accesskey|signature|credential|authorization");
    private static final Set<String> CREDENTIAL_WORDS = Set.of("key", "sig", "auth", "pwd", "pass", "jwt", "session");

    private SecretRules() {}

    /** What is wrong with a connection, which may be a URI if it holds no password. */
    static Optional<String> connection(String text) {
        if (REFERENCE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            if (LibpqUrl.parse(text).password() == null) {
                return Optional.empty();
            }
        } catch (LifeboatException e) {
            // Its message may name a parameter, and a misplaced password can look like one.
            return Optional.of("this is not a readable postgresql:// URI; " + HOW);
        }
        return Optional.of("this URI holds a password; " + HOW);
    }

    /** What is wrong with a URL that a check asks or a contact is found at: it is shown and recorded, so it holds no credential. */
    static Optional<String> url(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of("expected an http or https URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            return Optional.of("a URL here cannot hold a user or a password");
        }
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            return Optional.of("expected an http or https URL with a host");
        }
        // Behind the authority parameters stand in the query, but also in path segments (;name=value) and fragments.
        String rest = text.substring(text.indexOf("//") + 2);
        String[] pieces = rest.split("[?&;#/]", -1);
        for (String piece : pieces) {
            int equals = piece.indexOf('=');
            if (equals > 0 && isCredential(piece.substring(0, equals))) {
                return Optional.of("a URL here cannot hold a credential among its parameters");
            }
        }
        return Optional.empty();
    }

    private static boolean isCredential(String parameter) {
        String name = decoded(parameter).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return CREDENTIAL_WORDS.contains(name)
                || name.endsWith("key")
                || CREDENTIAL_PART.matcher(name).find();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}

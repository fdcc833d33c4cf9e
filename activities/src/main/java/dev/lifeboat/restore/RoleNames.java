package dev.lifeboat.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.core.Parser;

/**
 * Puts other names in the places of a statement where PostgreSQL's grammar has roles: owners, grantees, policies' roles, default
 * privileges, user mappings. Only statements as {@code pg_restore} writes them; what stands in quotes, in a body or between
 * brackets is never touched.
 */
final class RoleNames {
    private static final Set<String> NO_NAMES =
            Set.of("PUBLIC", "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER", "GROUP");

    private final Map<String, String> map;

    /** A word, a quoted identifier, or a comma, at the level of no brackets. */
    private record Token(String text, int start, int end) {
        boolean is(String word) {
            return text.equals(word);
        }

        /** The identifier that it stands for. */
        String identifier() {
            return text.startsWith("\"")
                    ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                    : text.toLowerCase(Locale.ROOT);
        }
    }

    /** @param map names in the set to names in the target */
    RoleNames(Map<String, String> map) {
        this.map = Map.copyOf(map);
    }

    String in(String statement) {
        if (map.isEmpty()) {
            return statement;
        }
        List<Token> tokens = tokens(statement);
        List<Token> roles = tokens.isEmpty() ? List.of() : roles(tokens);
        StringBuilder renamed = new StringBuilder();
        int from = 0;
        for (Token role : roles) {
            String other = map.get(role.identifier());
            if (other != null && !NO_NAMES.contains(role.text().toUpperCase(Locale.ROOT))) {
                renamed.append(statement, from, role.start()).append(quoted(other));
                from = role.end();
            }
        }
        return renamed.append(statement.substring(from)).toString();
    }

    /** In the order of the text. */
    private static List<Token> roles(List<Token> tokens) {
        String kind = tokens.stream().limit(3).map(Token::text).collect(Collectors.joining(" "));
        List<Token> roles = new ArrayList<>();
        if (kind.startsWith("ALTER DEFAULT PRIVILEGES")) {
            list(tokens, "ROLE", roles);
            list(tokens, "TO", roles);
            list(tokens, "FROM", roles);
        } else if (kind.startsWith("GRANT")) {
            list(tokens, "TO", roles);
        } else if (kind.startsWith("REVOKE")) {
            list(tokens, "FROM", roles);
        } else if (kind.startsWith("CREATE POLICY")) {
            list(tokens, "TO", roles);
        } else if (kind.equals("SET SESSION AUTHORIZATION")) {
            list(tokens, "AUTHORIZATION", roles);
        } else if (kind.startsWith("CREATE USER MAPPING")) {
            list(tokens, "FOR", roles);
        } else if (kind.startsWith("ALTER")) {
            for (int i = 2; i < tokens.size(); i++) {
                if (tokens.get(i - 2).is("OWNER") && tokens.get(i - 1).is("TO")) {
                    roles.add(tokens.get(i));
                }
            }
        }
        return roles;
    }

    /** What stands behind the last such word, separated by commas. */
    private static void list(List<Token> tokens, String word, List<Token> roles) {
        int at = tokens.size() - 1;
        while (at >= 0 && !tokens.get(at).is(word)) {
            at--;
        }
        if (at < 0) {
            return;
        }
        boolean name = true;
        for (Token token : tokens.subList(at + 1, tokens.size())) {
            if (token.is("GROUP")) {
                continue;
            }
            if (name) {
                roles.add(token);
            } else if (!token.is(",")) {
                return;
            }
            name = !name;
        }
    }

    private static List<Token> tokens(String statement) {
        char[] text = statement.toCharArray();
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        int i = 0;
        while (i < text.length) {
            int end = i + 1;
            char c = text[i];
            if (c == '\'') {
                end = Parser.parseSingleQuotes(text, i, i == 0 || Character.toUpperCase(text[i - 1]) != 'E') + 1;
            } else if (c == '"') {
                end = Parser.parseDoubleQuotes(text, i) + 1;
                // A doubled quote is one that belongs to the name.
                while (end < text.length && text[end] == '"') {
                    end = Parser.parseDoubleQuotes(text, end) + 1;
                }
            } else if (c == '$') {
                end = Parser.parseDollarQuotes(text, i) + 1;
            } else if (c == '(' || c == ')') {
                depth += c == '(' ? 1 : -1;
            } else if (Character.isJavaIdentifierStart(c)) {
                while (end < text.length && Character.isJavaIdentifierPart(text[end])) {
                    end++;
                }
            }
            boolean counts = c == '"' || c == ',' || (c != '$' && Character.isJavaIdentifierStart(c));
            if (depth == 0 && counts) {
                tokens.add(new Token(statement.substring(i, Math.min(end, text.length)), i, end));
            }
            i = end;
        }
        return tokens;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}

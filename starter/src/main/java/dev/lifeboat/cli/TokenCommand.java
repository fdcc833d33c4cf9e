package dev.lifeboat.cli;

import dev.lifeboat.api.Role;
import dev.lifeboat.api.Tokens;
import dev.lifeboat.session.StateFolder;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tokens of the API. */
@Command(name = "token", description = "Create, list and revoke API tokens.")
final class TokenCommand {
    @Command(name = "create", description = "Make a token; it is shown this once.")
    int create(
            @Option(names = "--name", required = true) String name,
            @Option(names = "--role", required = true, description = "support, developer or admin") String role) {
        Role parsed = Usage.parse(() -> Role.parse(role));
        System.out.println(tokens().create(name, parsed, Instant.now()));
        return 0;
    }

    @Command(name = "list", description = "List tokens without their secrets.")
    int list() {
        for (Tokens.Entry entry : tokens().list()) {
            System.out.println(
                    entry.id() + "  " + entry.role().wireName() + "  " + entry.name() + "  " + entry.createdAt());
        }
        return 0;
    }

    @Command(name = "revoke", description = "Revoke a token at once.")
    int revoke(@Option(names = "--name", required = true) String name) {
        tokens().revoke(name);
        return 0;
    }

    private static Tokens tokens() {
        return new Tokens(StateFolder.of(System.getenv()));
    }
}

package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.LibpqUrl;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.DatabaseRef;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --target}. */
final class TargetOption {
    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "a libpq URL, env:NAME or file:PATH (default: the runbook's target)")
    private @Nullable String url;

    /** The wanted target, else the runbook's; throws USAGE if there is neither. */
    String url(Runbook runbook) {
        String wanted = url == null ? runbook.target() : url;
        if (wanted == null) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "no target: --target URL, or target in the runbook, says where to restore");
        }
        return wanted;
    }

    /** The database's name as people know it, from the URL that was given or that the reference names. */
    static String database(Session session, String address) {
        LibpqUrl url = address.startsWith("env:") || address.startsWith("file:")
                ? new PostgresConnector(session.secrets()).url(DatabaseRef.of(address))
                : LibpqUrl.parse(address);
        return Objects.requireNonNullElse(url.database(), "postgres");
    }
}

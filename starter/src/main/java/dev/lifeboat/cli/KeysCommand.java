package dev.lifeboat.cli;

import dev.lifeboat.keys.KeyDescription;
import picocli.CommandLine.Command;

/** Keys: making, showing, taking in, and what follows when one is replaced, lost or stolen. */
@Command(
        name = "keys",
        description = "Make, show and replace keys.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            KeysGenerateCommand.class,
            KeysListCommand.class,
            KeysImportCommand.class,
            KeysExportCommand.class,
            KeysExpireCommand.class,
            KeysRotateCommand.class,
            KeysRewrapCommand.class,
            KeysResignCommand.class
        })
final class KeysCommand {
    static void show(Output output, KeyDescription key) {
        output.line(
                "%s  %-10s %-8s %s%s%s  %s",
                key.fingerprint(),
                key.algorithm(),
                key.secret() ? "secret" : "public",
                key.encrypts() ? "encrypts" : "",
                key.signs() ? (key.encrypts() ? ",signs" : "signs") : "",
                key.expires() == null ? "" : "  until " + key.expires(),
                key.file());
        output.object("key", key);
    }
}

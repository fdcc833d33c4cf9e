package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.copy.CopyReport;
import dev.lifeboat.copy.CopyRequest;
import dev.lifeboat.copy.OfflineDisk;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a set to a disk of this machine, which is why its engine is always this process's own. */
@Command(
        name = "download",
        description = "Copy a set to a folder, such as an offline disk, that is a store again; it stays encrypted.")
final class DownloadCommand implements Callable<Integer> {
    /** No store of a runbook may be called so: names there are lower-case letters, digits and hyphens. */
    private static final String DISK = "this disk";

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Parameters(
            paramLabel = "SET",
            index = "0",
            converter = SetName.class,
            description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Parameters(
            paramLabel = "DIR",
            index = "1",
            description =
                    "an empty or new folder, or one with downloaded sets: what is there already is not sent again")
    private Path folder = Path.of("");

    @Option(names = "--from", paramLabel = "STORE", description = "read this store (default: the nearest good one)")
    private @Nullable String from;

    @Override
    public Integer call() {
        Runbook book = runbook.load().runbook();
        String path = folder.toAbsolutePath().normalize().toString();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new LifeboatException(ErrorCode.USAGE, "DIR: " + path + " is a file; name an empty or new folder");
        }
        CopyRequest request = Usage.parse(() -> {
            List<StoreLocation> copies = new ArrayList<>(book.store().copies());
            copies.add(StoreLocation.folder(path).named(DISK));
            Runbook withDisk = book.withStore(new StoreSettings(book.store().primary(), copies));
            return new CopyRequest(withDisk, set, DISK, from, Session.user(System.getenv()), true);
        });
        Vault disk = Vault.of(request.runbook()).only(DISK);
        // Before there is a run: a mistyped folder is nobody's failed copy.
        OfflineDisk.require(
                OpenVault.writing(disk, new Secrets(System.getenv())).store(), book.name());
        try (Session session = Session.open("memory", 0, System.getenv())) {
            String id = RunIds.copy(book.name(), set, DISK);
            WorkflowStub run = session.start("Copy", id, "download " + set, request);
            CopyReport report = Following.copy(run);
            runbook.output()
                    .line(
                            "%s  in %s: %d objects, %s, %s of them written now, each read again",
                            report.setId(),
                            path,
                            report.objects(),
                            new ByteCount(report.bytes()).human(),
                            new ByteCount(report.sentBytes()).human());
            runbook.output().summary(report);
            report.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
            return report.warnings().isEmpty() ? 0 : 3;
        }
    }
}

package dev.lifeboat.fake;

import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.copy.CopyRequest;
import dev.lifeboat.drill.DrillOptions;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.repair.RepairRequest;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.Selection;
import dev.lifeboat.rollback.RollbackRequest;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Approvals;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.People;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.Step;
import dev.lifeboat.runbook.Steps;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.SetContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A runbook with an authentication and a bookings phase, and requests about it. A test changes what it is about. */
public final class Samples {
    public static final String RESTORE = "restore/bookings/bookings_new";
    public static final String REPAIR = "repair/bookings/bookings";
    public static final String ROLLBACK = "rollback/bookings/bookings";
    public static final String STARTER = "sam@laptop";

    public Approval approval = Approval.DEFAULT;
    public Duration within;
    public boolean services;
    public Steps steps = Steps.NONE;
    public List<String> deciderKeys = List.of();
    public boolean direct = true;
    public boolean autoApprove;
    public boolean drill;
    public int parallelism = 4;
    public List<StoreLocation> copies = List.of();
    public Notify notifications = Notify.ofWebhook("env:WEBHOOK");
    public DrillOptions drillOptions = DrillOptions.NONE;

    public static Steps around(List<Step> before, List<Step> after) {
        return new Steps(before, after);
    }

    public Runbook runbook() {
        List<Check> gate = new ArrayList<>();
        gate.add(new Check("every user has an e-mail", "select 0", 0, null, null, null));
        if (services) {
            gate.add(new Check("users can log in", null, null, "https://app.example.com/health", 200, null));
        }
        return new Runbook(
                "bookings",
                new Database("env:DATABASE_URL", null),
                new StoreSettings(StoreLocation.folder("backups"), copies),
                new Keys(List.of("keys/backup.pub.asc"), "file:keys/signing.sec.asc", List.of(), null, List.of()),
                new dev.lifeboat.runbook.Archive(null, null, parallelism, null, null, false),
                null,
                null,
                List.of(
                        new Phase("auth", within, List.of("users"), List.of(), gate, approval),
                        new Phase("bookings", null, List.of("bookings"), List.of(), List.of(), Approval.DEFAULT)),
                null,
                null,
                null,
                null,
                null,
                steps,
                notifications,
                new People(
                        List.of(
                                new Contact("ada", null, "ada@example.com", null, null),
                                new Contact("bob", null, "bob@example.com", null, null)),
                        List.of("ada", "bob")),
                new Approvals(direct),
                null,
                null,
                null,
                null,
                null);
    }

    public RestoreRequest restore() {
        return new RestoreRequest(
                runbook(),
                "0f".repeat(32),
                "latest",
                new DatabaseRef("env:TARGET_URL", null),
                "bookings_new",
                autoApprove,
                false,
                false,
                null,
                STARTER,
                deciderKeys,
                direct,
                drill,
                Rights.ALL,
                Selection.ALL,
                null,
                null);
    }

    public RepairRequest repair() {
        return repair(List.of("users"));
    }

    /** No tables: all of them, phase by phase. */
    public RepairRequest repair(List<String> tables) {
        return new RepairRequest(
                runbook(),
                "0f".repeat(32),
                "latest",
                new DatabaseRef("env:DATABASE_URL", null),
                "bookings",
                tables,
                false,
                autoApprove,
                STARTER,
                deciderKeys,
                direct,
                null);
    }

    public RollbackRequest rollback() {
        return new RollbackRequest(
                runbook(),
                "0f".repeat(32),
                "latest",
                new DatabaseRef("env:DATABASE_URL", null),
                "bookings",
                false,
                autoApprove,
                STARTER,
                deciderKeys,
                direct,
                null);
    }

    public BackupRequest backup(boolean verify) {
        return new BackupRequest(
                runbook(), "0f".repeat(32), BackupMode.DAILY, null, null, verify, SetContent.WHOLE, false);
    }

    public CopyRequest copy(String to) {
        return new CopyRequest(runbook(), "latest", to, null, STARTER, false);
    }

    public DrillRequest drill() {
        return new DrillRequest(runbook(), "0f".repeat(32), "latest", "weekly", STARTER, null).with(drillOptions);
    }
}

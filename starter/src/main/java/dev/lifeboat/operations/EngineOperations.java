package dev.lifeboat.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lifeboat.api.Operations;
import dev.lifeboat.api.Principal;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.dashboard.Overviews;
import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.Selection;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.run.Deciding;
import dev.lifeboat.run.Runs;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.schedule.Schedules;
import dev.lifeboat.session.Session;
import dev.lifeboat.session.WireJson;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One runbook's operations on one engine. Decisions are signed with this state folder's key. Thread-safe. */
public final class EngineOperations implements Operations {
    private static final String KEY = "idempotency-key";
    private static final String PERSON = Auditing.STARTED_BY;
    private static final long READY_SECONDS = 2;

    private final Session session;
    private final LoadedRunbook loaded;
    private final Runs runs;
    private final Overviews overviews;
    private final ObjectMapper json = WireJson.mapper();

    public EngineOperations(Session session, LoadedRunbook loaded) {
        this.session = session;
        this.loaded = loaded;
        this.runs = new Runs(session);
        this.overviews = new Overviews(
                loaded.runbook(), session.secrets(), SetIndex.in(session.state().resolve("catalogue")));
    }

    @Override
    public Started startBackup(BackupOrder order, Principal by, @Nullable String key) {
        BackupMode mode = order.mode() == null ? BackupMode.ON_DEMAND : order.mode();
        Runbook runbook = loaded.runbook();
        BackupRequest request;
        try {
            request = new BackupRequest(
                    runbook,
                    loaded.sha256(),
                    mode,
                    order.label(),
                    order.reason(),
                    order.verify(),
                    order.content() == null ? SetContent.WHOLE : order.content(),
                    order.full());
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        String id = key == null
                ? RunIds.backup(runbook.name(), mode.wireName(), Instant.now())
                : "backup/" + runbook.name() + "/" + mode.wireName() + "-" + key;
        return start("Backup", id, mode.wireName() + " backup of " + runbook.name(), request, by, key);
    }

    @Override
    public Started startRestore(RestoreOrder order, Principal by, @Nullable String key) {
        String target = order.target();
        if (target == null || !(target.startsWith("env:") || target.startsWith("file:"))) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "target: env:NAME or file:PATH as the worker resolves it, never a URL");
        }
        Runbook runbook = loaded.runbook();
        if (order.autoApprove()
                && runbook.phases().stream().anyMatch(phase -> phase.approval().needsOthers())) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "autoApprove is refused: a phase asks for four eyes or several approvers");
        }
        String name = target.substring(target.indexOf(':') + 1);
        String id = RunIds.restore(runbook.name(), name);
        String set = order.set() == null ? "latest" : order.set();
        RestoreRequest request = new RestoreRequest(
                runbook,
                loaded.sha256(),
                set,
                DatabaseRef.of(target),
                name,
                order.autoApprove(),
                order.resume(),
                false,
                null,
                by.name(),
                List.of(session.signer().publicKey()),
                session.directDecisions(runbook.approvals().direct()),
                false,
                new Rights(true, true, false, runbook.roleMap()),
                Selection.ALL,
                reason(order.despiteAlarm()),
                null);
        return start("Restore", id, "restore " + set + " into " + name, request, by, key);
    }

    @Override
    public Started startDrill(DrillOrder order, Principal by, @Nullable String key) {
        Runbook runbook = loaded.runbook();
        String set = order.set() == null ? "latest" : order.set();
        String id = key == null ? RunIds.drill(runbook.name(), Instant.now()) : "drill/" + runbook.name() + "/" + key;
        return start(
                "Drill",
                id,
                "drill of " + set,
                new DrillRequest(
                        runbook, loaded.sha256(), set, DrillRequest.MANUAL, by.name(), reason(order.despiteAlarm())),
                by,
                key);
    }

    /** Null: an alarm is a refusal. */
    private static @Nullable String reason(@Nullable String despiteAlarm) {
        if (despiteAlarm != null && despiteAlarm.isBlank()) {
            throw new LifeboatException(ErrorCode.USAGE, "despiteAlarm is empty: say why");
        }
        return despiteAlarm;
    }

    /** A key that was used before gives the run that it started, running or not. */
    private Started start(String type, String id, String summary, Object request, Principal by, @Nullable String key) {
        if (key != null && startedWith(id, key)) {
            return new Started(id);
        }
        Map<String, Object> memo = key == null ? Map.of(PERSON, by.name()) : Map.of(PERSON, by.name(), KEY, key);
        try {
            session.start(type, id, summary, request, memo);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.ALREADY_RUNNING || key == null || !startedWith(id, key)) {
                throw e;
            }
        }
        return new Started(id);
    }

    private boolean startedWith(String id, String key) {
        try {
            return key.equals(
                    session.client().newUntypedWorkflowStub(id).describe().getMemo(KEY, String.class));
        } catch (WorkflowNotFoundException e) {
            return false;
        }
    }

    @Override
    public List<JsonNode> runs(String kind) {
        return runs.recent(kind).stream().map(this::tree).toList();
    }

    @Override
    public JsonNode progress(String run) {
        return tree(runs.progress(run));
    }

    @Override
    public DecisionReceipt decide(String run, String phase, DecisionOrder order, Principal by) {
        if (order.verb() == null) {
            throw new LifeboatException(ErrorCode.USAGE, "verb: approve, retry, waive, hold or abort");
        }
        RestoreProgress progress = runs.progress(run);
        Waiting waiting = Deciding.waiting(progress, phase);
        if (!waiting.evidence().equals(order.evidence()) || !waiting.nonce().equals(order.nonce())) {
            throw new LifeboatException(
                    ErrorCode.DECISION_REJECTED, "evidence or nonce is not that of the gate as it stands now");
        }
        Decision decision = Deciding.of(
                progress,
                waiting,
                order.verb(),
                by.name(),
                List.of(by.role().wireName()),
                order.reason(),
                order.target());
        return new Deciding(session).send(waiting, session.signer().sign(decision));
    }

    @Override
    public JsonNode sets(Principal by) {
        SetIndex index = SetIndex.in(session.state().resolve("catalogue"));
        ListedSets listed = new Catalogue(vault(), index, KeepTimes.ends(loaded.runbook())).list();
        noteLook("list", null, by);
        return tree(Map.of("sets", listed.sets(), "silent", listed.silent()));
    }

    @Override
    public JsonNode set(String id, Principal by) {
        OpenVault vault = vault();
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen chosen = selecting.chosen(id);
        JsonNode manifest = tree(selecting.authenticate(chosen).manifest());
        noteLook("show", chosen.set(), by);
        manifest.path("tables").forEach(table -> {
            if (table instanceof ObjectNode fields) {
                fields.remove("parts");
                fields.remove("chunks");
            }
        });
        return manifest;
    }

    private void noteLook(String action, @Nullable String set, Principal by) {
        AuditTrail.of(vault(), session.secrets(), loaded.runbook()).looked(action, set, by.name(), Instant.now());
    }

    private OpenVault vault() {
        return OpenVault.of(Vault.of(loaded.runbook()), session.secrets());
    }

    @Override
    public List<JsonNode> schedules() {
        return new Schedules(session, loaded).list().stream().map(this::tree).toList();
    }

    @Override
    public JsonNode readiness() {
        return tree(overviews.at(Instant.now()).readiness());
    }

    @Override
    public JsonNode dashboard() {
        return tree(overviews.at(Instant.now()));
    }

    @Override
    public boolean ready() {
        try {
            session.client()
                    .getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(READY_SECONDS, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(session.client().getOptions().getNamespace())
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    @Override
    public String metrics() {
        return session.metrics();
    }

    private JsonNode tree(Object value) {
        return Objects.requireNonNull(json.valueToTree(value));
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionPoint;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.StepLog;
import dev.lifeboat.gate.GateActivities;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.runbook.Approval;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One phase, in the order in which no row is exposed, lost or loaded twice. */
public final class PhaseWorkflowImpl implements PhaseWorkflow {
    private static final int LOADS_A_BATCH = 200;
    private static final int MOST_READ_BACK_ACTIVITIES = 200;

    private final PhaseRequest request;
    private final Notices notices;
    private final GateKeeper keeper;
    private final Instant startedAt;
    private final ParentTold parent = new ParentTold();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private PhaseState state = PhaseState.PENDING;
    private long rowsDone;
    private long bytesDone;
    private long revision;
    private int examinations;
    private boolean waived;
    private boolean turn;
    private Duration waited = Duration.ZERO;
    private Duration people = Duration.ZERO;
    private @Nullable Instant turnAt;
    private @Nullable Instant countedAt;
    private @Nullable Instant endedAt;
    private @Nullable GateResult dataGate;
    private @Nullable GateResult serviceGate;

    /** Before the first handler runs: a decision may arrive together with the start. */
    @WorkflowInit
    public PhaseWorkflowImpl(PhaseRequest request) {
        this.request = request;
        this.notes.addAll(request.leftOut());
        this.startedAt = now();
        this.turn = !request.ahead();
        this.turnAt = turn ? startedAt : null;
        this.notices = new Notices(
                request.run().vault().runbook(), request.run().runId(), request.notifications(), request.people());
        this.keeper = new GateKeeper(
                notices, request.startedBy(), request.deciderKeys(), request.directDecisions(), this::publish);
    }

    @Override
    public PhaseReport run(PhaseRequest ignored) {
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("phase"),
                SearchKeys.RUNBOOK.valueSet(request.run().vault().runbook()),
                SearchKeys.PHASE.valueSet(request.phase().name()),
                SearchKeys.DRILL.valueSet(String.valueOf(request.drill())));
        BudgetClock clock = BudgetClock.start(request, notices, this::outlook);
        try {
            boolean open = request.opened() ? examineAgain() : bringBack();
            boolean accepted = open && (!request.asksServices() || serve());
            enter(accepted ? PhaseState.DONE : PhaseState.ABORTED);
        } finally {
            clock.stop();
            notices.awaitDelivery();
            parent.awaitTold();
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
        return report();
    }

    /** Loads and builds the phase, and opens it when that was decided. False: aborted. */
    private boolean bringBack() {
        load();
        Verb verb;
        do {
            readBack();
            awaitTurn();
            build();
            verb = decideData();
        } while (verb == Verb.RETRY);
        return open(verb);
    }

    /** A phase that an earlier run opened: its rows have rightly changed, its structure must still hold. False: aborted. */
    private boolean examineAgain() {
        notes.add(PhaseReport.OPENED_EARLIER + "; rows and content were not compared again");
        rowsDone = request.plan().rows();
        bytesDone = request.plan().bytes();
        awaitTurn();
        Verb verb;
        do {
            verb = decideData();
        } while (verb == Verb.RETRY);
        // The earlier run may have closed it again (hold), or died on the way.
        return open(verb);
    }

    private boolean open(Verb verb) {
        if (verb == Verb.ABORT) {
            return false;
        }
        enter(PhaseState.OPENING);
        notes.addAll(work("open").open(request.run(), phase()).notes());
        return true;
    }

    private void load() {
        enter(PhaseState.LOADING);
        long rows = 0;
        long bytes = 0;
        for (int from = 0; from < request.plan().loads(); from += LOADS_A_BATCH) {
            int to = Math.min(request.plan().loads(), from + LOADS_A_BATCH);
            LoadBatchWorkflow batch = Workflow.newChildWorkflowStub(
                    LoadBatchWorkflow.class,
                    ChildWorkflowOptions.newBuilder()
                            .setWorkflowId(Workflow.getInfo().getWorkflowId() + "/load-" + from)
                            .setStaticSummary("loads " + from + " to " + (to - 1) + " of " + phase())
                            .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                            .build());
            LoadReceipt receipt =
                    batch.load(new LoadBatchTask(request.run(), phase(), from, to, request.parallelism()));
            warnings.addAll(receipt.warnings());
            rows += receipt.rows();
            bytes += receipt.bytes();
            count(rows, bytes);
        }
    }

    @Override
    public void loaded(LoadReceipt soFar) {
        count(soFar.rows(), soFar.bytes());
    }

    private void count(long rows, long bytes) {
        rowsDone = rows;
        bytesDone = bytes;
        countedAt = now();
        publish();
    }

    /** Before any policy could hide a row. Indexes do not mind readers, nor readers them. */
    private void readBack() {
        enter(PhaseState.READING_BACK);
        int tables = request.plan().tableCount();
        int each = Math.max(1, (tables + MOST_READ_BACK_ACTIVITIES - 1) / MOST_READ_BACK_ACTIVITIES);
        List<Functions.Func<StepReceipt>> reads = new ArrayList<>();
        reads.add(() -> work("indexes").buildIndexes(request.run(), phase()));
        for (int from = 0; from < tables; from += each) {
            int first = from;
            int last = Math.min(tables, from + each);
            reads.add(
                    () -> work("tables " + first + " to " + (last - 1)).readBack(request.run(), phase(), first, last));
        }
        notes.addAll(Parallel.run(reads, request.parallelism() + 1).get(0).notes());
    }

    /** Nothing but rows and indexes may come before the phases before are accepted: neither keys between them nor triggers. */
    private void awaitTurn() {
        if (!turn) {
            enter(PhaseState.LOADED);
            Instant since = now();
            Workflow.await(() -> turn);
            waited = waited.plus(Duration.between(since, now()));
        }
    }

    private void build() {
        enter(PhaseState.BUILDING);
        notes.addAll(
                work("keys and checks").addConstraints(request.run(), phase()).notes());
        notes.addAll(work("foreign keys").addForeignKeys(request.run(), phase()).notes());
        notes.addAll(work("triggers, policies, sequences")
                .addBehaviour(request.run(), phase())
                .notes());
    }

    /** The gate before the opening: anything but "hold", after which the same evidence waits on, without an end of its own. */
    private Verb decideData() {
        enter(PhaseState.EXAMINING);
        GateResult gate = gates(GateStage.DATA)
                .examine(request.run(), request.phase(), GateStage.DATA, ++examinations, request.opened());
        dataGate = gate;
        if (request.opened() && gate.passed()) {
            return Verb.APPROVE;
        }
        enter(PhaseState.AWAITING_OPEN);
        Verb verb = decide(gate, "open", EnumSet.allOf(Verb.class));
        while (verb == Verb.HOLD) {
            enter(PhaseState.HELD);
            verb = decide(gate, "open", EnumSet.of(Verb.APPROVE, Verb.WAIVE, Verb.RETRY, Verb.ABORT));
        }
        return verb;
    }

    /** The gate after the opening: nothing reloads any more. False: aborted, and the data closed. */
    private boolean serve() {
        while (true) {
            enter(PhaseState.EXAMINING);
            GateResult gate = gates(GateStage.SERVICE)
                    .examine(request.run(), request.phase(), GateStage.SERVICE, ++examinations, false);
            serviceGate = gate;
            enter(PhaseState.AWAITING_ACCEPT);
            Verb verb = decide(gate, "accept", EnumSet.allOf(Verb.class));
            if (verb == Verb.APPROVE || verb == Verb.WAIVE) {
                return true;
            }
            if (verb == Verb.ABORT) {
                work("close").close(request.run(), phase());
                return false;
            }
            if (verb == Verb.HOLD) {
                work("close").close(request.run(), phase());
                enter(PhaseState.HELD);
                if (decide(gate, "accept", EnumSet.of(Verb.RETRY, Verb.ABORT)) == Verb.ABORT) {
                    return false;
                }
                enter(PhaseState.OPENING);
                work("open").open(request.run(), phase());
            }
        }
    }

    private Verb decide(GateResult gate, String stage, Set<Verb> allowed) {
        if (!gate.passed() && request.drill()) {
            // Nobody is asked: the rehearsal ends here, with this gate's evidence in its report.
            return Verb.ABORT;
        }
        DecisionPoint.Question question = new DecisionPoint.Question(
                request.run().runId(),
                phase(),
                stage,
                gate.digest(),
                gate.nonce(),
                gate.passed(),
                allowed,
                request.run().identity().database());
        Approval approval = request.phase().approval();
        boolean alone = approval.approvers() == 1 && !approval.fourEyes();
        if (gate.passed() && request.autoApprove() && state != PhaseState.HELD && (request.drill() || alone)) {
            keeper.approveInAdvance(question, approval);
            return Verb.APPROVE;
        }
        Instant since = now();
        String subject = phase() + ": " + (gate.passed() ? "green" : "RED, " + gate.failed() + " of " + gate.total())
                + ", decide whether to " + stage;
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet(phase() + " " + stage));
        Verb verb = keeper.ask(question, approval, subject, gate.checks(), gate.object());
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet("nothing"));
        waived |= verb == Verb.WAIVE;
        people = people.plus(Duration.between(since, now()));
        return verb;
    }

    @Override
    public DecisionReceipt decide(Decision decision) {
        return keeper.accept(decision);
    }

    @Override
    public void validateDecision(Decision decision) {
        keeper.validate(decision);
    }

    @Override
    public void decideDirect(Decision decision) {
        if (request.directDecisions()) {
            keeper.acceptDirect(decision);
        }
    }

    @Override
    public void goOn() {
        turn = true;
        turnAt = now();
    }

    @Override
    public PhaseProgress progress() {
        return new PhaseProgress(
                phase(),
                revision,
                state,
                request.plan().rows(),
                rowsDone,
                request.plan().bytes(),
                bytesDone,
                countedAt,
                request.phase().within(),
                startedAt,
                endedAt,
                keeper.waiting(),
                keeper.decisions());
    }

    private void enter(PhaseState next) {
        StepLog.begins(next.name());
        state = next;
        endedAt = next == PhaseState.DONE || next == PhaseState.ABORTED ? now() : endedAt;
        publish();
    }

    private void publish() {
        revision++;
        PhaseProgress progress = progress();
        Workflow.setCurrentDetails(PhaseDetails.markdown(progress, outlook(), dataGate, serviceGate));
        parent.tell(RestoreWorkflow.class, restore -> restore.phaseProgress(progress));
    }

    /** When the phase will be back, in words. */
    private String outlook() {
        if (state.isPeoples()) {
            return "a decision is waited for";
        }
        Instant since = turnAt;
        if (since == null) {
            return "the phase before it is not accepted yet";
        }
        PhaseEstimate estimate = Outlook.of(request.plan(), progress(), since, request.startedAt(), now());
        return estimate == null
                ? "no earlier drill or restore tells when it will be back"
                : "back " + estimate.words(now());
    }

    private PhaseReport report() {
        List<GateResult> results = new ArrayList<>();
        boolean equal = dataGate != null && !request.opened() && PhaseReport.contentEqual(dataGate);
        if (dataGate != null) {
            results.add(dataGate);
        }
        if (serviceGate != null) {
            results.add(serviceGate);
        }
        Instant end = now();
        return new PhaseReport(
                phase(),
                rowsDone,
                bytesDone,
                startedAt,
                end,
                Duration.between(startedAt, end).minus(waited).minus(people),
                people,
                request.phase().within(),
                equal,
                waived,
                state == PhaseState.ABORTED,
                results,
                keeper.decisions(),
                List.copyOf(notes),
                List.copyOf(warnings));
    }

    private RestoreActivities work(String summary) {
        return ActivityPolicies.named(
                RestoreActivities.class, ActivityPolicies.LONG_TRANSFER, phase() + ": " + summary);
    }

    private GateActivities gates(GateStage stage) {
        return ActivityPolicies.named(
                GateActivities.class, ActivityPolicies.LONG_TRANSFER, phase() + ": gate, " + stage.wireName());
    }

    private String phase() {
        return request.phase().name();
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}

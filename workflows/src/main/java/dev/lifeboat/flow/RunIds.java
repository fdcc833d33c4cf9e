package dev.lifeboat.flow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflow ids: what people type, and Temporal's locks. */
public final class RunIds {
    private static final int LONGEST_PART = 80;
    /** {@code KIND/RUNBOOK/NAME}. */
    private static final int PARTS_OF_A_RUN = 3;
    /** Kinds of runs that have workflows below them: phases and their loads, batches of a backup, probes of a bisection. */
    private static final List<String> DIVIDED = List.of("restore", "backup", "bisect");

    private static final String PROCESS = "process/";

    private RunIds() {}

    /** One restore a target: a second start with this id is refused while the first runs. */
    public static String restore(String runbook, String targetName) {
        return "restore/" + runbook + "/" + part(targetName);
    }

    /** One repair a target at a time. */
    public static String repair(String runbook, String targetName) {
        return "repair/" + runbook + "/" + part(targetName);
    }

    /** One rollback a target at a time. */
    public static String rollback(String runbook, String targetName) {
        return "rollback/" + runbook + "/" + part(targetName);
    }

    /** A phase of a restore. */
    public static String phase(String restoreId, String phase) {
        return restoreId + "/" + phase;
    }

    /** The run that a workflow works for, as people know it; mostly the workflow itself. */
    public static String runOf(String workflow) {
        List<String> parts = List.of(workflow.split("/", -1));
        return parts.size() > PARTS_OF_A_RUN && DIVIDED.contains(parts.get(0))
                ? String.join("/", parts.subList(0, PARTS_OF_A_RUN))
                : workflow;
    }

    /** The phase that a workflow works for; null: it is none of a phase. */
    public static @Nullable String phaseOf(String workflow) {
        String[] parts = workflow.split("/", -1);
        return parts.length > PARTS_OF_A_RUN && parts[0].equals("restore") ? parts[PARTS_OF_A_RUN] : null;
    }

    public static String backup(String runbook, String mode, Instant at) {
        return "backup/" + runbook + "/" + mode + "-" + time(at);
    }

    public static String verify(String runbook, String set, Instant at) {
        return "verify/" + runbook + "/" + part(set) + "-" + time(at);
    }

    /** One copy of a set to a store at a time. */
    public static String copy(String runbook, String set, String store) {
        return "copy/" + runbook + "/" + part(set) + "-" + part(store);
    }

    public static String drill(String runbook, Instant at) {
        return "drill/" + runbook + "/" + time(at);
    }

    public static String bisect(String runbook, Instant at) {
        return "bisect/" + runbook + "/" + time(at);
    }

    public static String audit(String runbook, Instant at) {
        return "audit/" + runbook + "/" + time(at);
    }

    /** One clean-up of a runbook at a time; a schedule's runs have a time behind it. */
    public static String retention(String runbook) {
        return "retention/" + runbook + "/clean-up";
    }

    /** A schedule; its runs have a time behind it. */
    public static String scheduled(String kind, String runbook, String name) {
        return kind + "/" + runbook + "/" + name;
    }

    /** One health check of a runbook at a time. */
    public static String health(String runbook) {
        return scheduled("health", runbook, "check");
    }

    public static String noticeTest(String runbook, Instant at) {
        return "notify-test/" + runbook + "/" + time(at);
    }

    /** What one channel of a runbook holds back, on the engine's queue that its runs are on. */
    public static String noticeDesk(String queue, String runbook, String channel) {
        return "notices/" + queue + "/" + runbook + "/" + channel;
    }

    /** In the place of a run where a process tells by itself, since no run can: its name says which. */
    public static String process(String runbook, String name) {
        return PROCESS + runbook + "/" + name;
    }

    /** Whether there is a run of this id, and not only a process that told by itself. */
    public static boolean isRun(String id) {
        return !id.startsWith(PROCESS);
    }

    private static String time(Instant at) {
        return at.toString().substring(0, 19).replace(":", "-");
    }

    /** Database names may hold anything; ids stay short and plain, and those of two names are two. */
    private static String part(String name) {
        String whole = name.replace('/', '_');
        String plain = whole.replaceAll("[^A-Za-z0-9_.-]", "_");
        String kept = plain.length() <= LONGEST_PART ? plain : plain.substring(0, LONGEST_PART);
        return kept.equals(whole) ? kept : kept + "-" + Integer.toHexString(name.hashCode());
    }
}

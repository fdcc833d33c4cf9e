package dev.lifeboat.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import io.grpc.Status;
import io.temporal.client.schedules.ScheduleException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what was asked, and who asked. */
final class RecordedOperations implements Operations {
    final List<String> calls = new ArrayList<>();
    boolean ready = true;

    @Override
    public Started startBackup(BackupOrder order, Principal by, @Nullable String key) {
        calls.add("backup by " + by.name() + " key " + key);
        return new Started("backup/x/1");
    }

    @Override
    public Started startRestore(RestoreOrder order, Principal by, @Nullable String key) {
        calls.add("restore " + order.target() + " by " + by.name());
        return new Started("restore/x/y");
    }

    @Override
    public Started startDrill(DrillOrder order, Principal by, @Nullable String key) {
        calls.add("drill by " + by.name() + " despite " + order.despiteAlarm());
        return new Started("drill/x/1");
    }

    @Override
    public List<JsonNode> runs(String kind) {
        return List.of(JsonNodeFactory.instance.textNode(kind));
    }

    @Override
    public JsonNode progress(String run) {
        if (!run.equals("restore/x/y")) {
            throw new LifeboatException(ErrorCode.NO_SUCH_RUN, "there is no run " + run);
        }
        return JsonNodeFactory.instance.objectNode().put("run", run);
    }

    @Override
    public DecisionReceipt decide(String run, String phase, DecisionOrder order, Principal by) {
        calls.add("decide " + run + " " + phase + " " + order.verb() + " by " + by.name());
        return new DecisionReceipt(phase, order.verb(), by.name(), true, 0);
    }

    @Override
    public JsonNode readiness() {
        return JsonNodeFactory.instance.objectNode().put("score", 72);
    }

    @Override
    public JsonNode dashboard() {
        return JsonNodeFactory.instance.objectNode().put("runbook", "x");
    }

    @Override
    public JsonNode sets(Principal by) {
        calls.add("sets by " + by.name());
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public JsonNode set(String id, Principal by) {
        throw new IllegalStateException("secret-canary in an unexpected error");
    }

    @Override
    public List<JsonNode> schedules() {
        if (!ready) {
            throw new ScheduleException(Status.UNAVAILABLE.asRuntimeException());
        }
        return List.of(JsonNodeFactory.instance.objectNode().put("id", "backup/x/daily"));
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public String metrics() {
        return "lifeboat_up 1\n";
    }
}

package dev.lifeboat.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lifeboat.schedule.ScheduleChange.Field;
import dev.lifeboat.session.WireJson;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.common.converter.DataConverterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares a schedule of the engine with what the runbook wants: everything that applying would write. */
final class ScheduleDifference {
    private static final ObjectMapper JSON = WireJson.mapper();
    private static final String RUNBOOK = "runbook";
    private static final int SHA_DIGITS = 12;

    private ScheduleDifference() {}

    /** Nothing: applying would change nothing. */
    static List<Field> between(Schedule known, Schedule wanted, PlannedSchedule planned) {
        List<Field> fields = new ArrayList<>();
        if (!Calendars.same(known.getSpec(), wanted.getSpec())) {
            add(fields, "at", Calendars.words(known.getSpec()), Calendars.words(wanted.getSpec()));
        }
        if (!known.getPolicy().equals(wanted.getPolicy())) {
            add(
                    fields,
                    "policy",
                    known.getPolicy().toString(),
                    wanted.getPolicy().toString());
        }
        if (!(known.getAction() instanceof ScheduleActionStartWorkflow started)
                || !(wanted.getAction() instanceof ScheduleActionStartWorkflow starts)) {
            add(fields, "action", String.valueOf(known.getAction()), planned.type());
            return fields;
        }
        add(fields, "starts", started.getWorkflowType(), starts.getWorkflowType());
        WorkflowOptions before = started.getOptions();
        WorkflowOptions after = starts.getOptions();
        add(fields, "queue", before.getTaskQueue(), after.getTaskQueue());
        add(
                fields,
                "time-out",
                String.valueOf(before.getWorkflowExecutionTimeout()),
                String.valueOf(after.getWorkflowExecutionTimeout()));
        add(fields, "run", String.valueOf(before.getWorkflowId()), String.valueOf(after.getWorkflowId()));
        input(fields, started, planned);
        return fields;
    }

    private static void input(List<Field> fields, ScheduleActionStartWorkflow started, PlannedSchedule planned) {
        JsonNode before = read(started);
        JsonNode after = written(planned.input());
        if (before.equals(after)) {
            return;
        }
        List<String> names = different(before, after);
        if (after.has("runbookSha256")) {
            names.remove("runbookSha256");
            String sha256 = after.get("runbookSha256").asText();
            add(fields, RUNBOOK, digits(before.path("runbookSha256").asText()), digits(sha256));
        }
        if (names.remove(RUNBOOK)) {
            names.addAll(different(before.path(RUNBOOK), after.path(RUNBOOK)));
        }
        if (!names.isEmpty()) {
            fields.add(new Field("input", "", "other " + String.join(", ", names)));
        }
    }

    private static String digits(String sha256) {
        return sha256.length() > SHA_DIGITS ? sha256.substring(0, SHA_DIGITS) : sha256;
    }

    /** As it would be read again: a price is another number as a tree than in a text. */
    private static JsonNode written(Object input) {
        try {
            return JSON.readTree(JSON.writeValueAsBytes(input));
        } catch (IOException e) {
            throw new IllegalStateException("an input cannot be written as JSON", e);
        }
    }

    /** What an earlier version wrote may not be readable: then all of it is different. */
    private static JsonNode read(ScheduleActionStartWorkflow started) {
        try {
            JsonNode read = started.getArguments().get(0, JsonNode.class);
            return read == null ? MissingNode.getInstance() : read;
        } catch (DataConverterException | IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }

    private static List<String> different(JsonNode before, JsonNode after) {
        Set<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> before.path(name).equals(after.path(name)));
        return new ArrayList<>(names);
    }

    private static void add(List<Field> fields, String name, String from, String to) {
        if (!from.equals(to)) {
            fields.add(new Field(name, from, to));
        }
    }
}

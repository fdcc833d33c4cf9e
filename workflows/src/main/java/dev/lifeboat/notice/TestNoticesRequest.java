package dev.lifeboat.notice;

import dev.lifeboat.runbook.Runbook;
import java.util.List;

/**
 * What {@link TestNoticesWorkflow} is asked to do.
 *
 * @param channels by name
 */
public record TestNoticesRequest(Runbook runbook, List<String> channels, String startedBy) {
    public TestNoticesRequest {
        channels = List.copyOf(channels);
    }
}

package dev.lifeboat.forecast;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.restore.RestoreReport;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signed reports of a runbook's earlier drills and restores. */
public final class EarlierRecoveries {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierRecoveries.class);

    /** Each costs some reads, and somebody waits for the plan. */
    private static final int MOST = 16;

    private EarlierRecoveries() {}

    /** The newest ones, newest first. None where they cannot be read: a forecast must never stand in a restore's way. */
    public static List<RestoreReport> of(OpenVault vault, String runbook) {
        try {
            return new ReportArchive(vault)
                    .signed(ReportType.RESTORE, runbook, any -> true)
                    .limit(MOST)
                    .toList();
        } catch (LifeboatException e) {
            LOG.warn("event=earlier-times-not-read reason=\"{}\"", e.getMessage());
            return List.of();
        }
    }
}

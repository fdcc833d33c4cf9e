package dev.lifeboat.health;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.backup.Preflight;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.doctor.Doctor;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.restore.Restorability;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All checks, one after the other. One that fails hinders no other. */
public final class HealthExamination {
    private static final Logger LOG = LoggerFactory.getLogger(HealthExamination.class);
    /** The check of checks. */
    private static final String UNSEEN = "unseen";
    /** What a history may hold. */
    private static final int MOST = 200;

    private final List<HealthCheck> checks = new ArrayList<>();
    private final @Nullable EngineView engine;

    /**
     * @param engine null: there is none that has schedules, so nothing is said of them
     * @param doctor looks at this machine, and writes one object into each store; null: it is not this machine that matters
     */
    public HealthExamination(
            Runbook runbook,
            Secrets secrets,
            PostgresConnector connector,
            ClientTools tools,
            @Nullable EngineView engine,
            @Nullable Doctor doctor,
            Instant now) {
        OpenVault vault = OpenVault.of(Vault.of(runbook), secrets);
        Supplier<SeenSets> listed = new Once<>(() ->
                new SeenSets(runbook, new Catalogue(vault, SetIndex.none(), KeepTimes.ends(runbook)).list(), now));
        Supplier<SeenSets> sets = orUnseen(listed);
        Supplier<Preflight.Outlook> outlook = new Once<>(
                () -> new Preflight(connector, tools).look(runbook, OpenVault.writing(Vault.of(runbook), secrets)));
        Supplier<ReportArchive> reports = () -> new ReportArchive(vault);
        checks.add(new StoresCheck(vault, listed));
        checks.add(new RoomCheck(runbook, sets));
        checks.add(new AgeCheck(sets));
        checks.add(new SizeCheck(sets));
        checks.add(new TrustCheck(sets, new ProvenDrills(reports, runbook.name())));
        checks.add(new CopiesCheck(sets));
        checks.add(new KeysCheck(runbook, secrets, now));
        checks.add(new SourceCheck(outlook, doctor != null));
        checks.add(new DatabaseCheck(runbook, () -> outlook.get().bytes(), sets));
        checks.add(new TargetCheck(sets, vault, new Restorability(new TargetConnections(connector::connect)), runbook));
        checks.add(new RunsCheck(runbook, reports, now));
        checks.add(new PeopleCheck(runbook, () -> new AuditLog(vault.primary(), runbook.name()), sets, now));
        if (engine != null) {
            EngineView asked = new AskedOnce(engine, runbook.name());
            checks.add(new SchedulesCheck(runbook, asked));
            checks.add(new LatenessCheck(runbook, asked, now));
            checks.add(new WorkersCheck(asked, now));
        }
        if (doctor != null) {
            String primary = String.valueOf(runbook.store().primary().name());
            checks.addAll(DoctorCheck.all(doctor, primary, sets));
        }
        this.engine = engine;
    }

    /** Does every check; {@code moved} is called behind each. */
    public HealthLook look(Runnable moved) {
        HealthLook look = look(checks, moved);
        return engine == null ? look : look.by(engine.machine(), machines(engine), DoctorCheck.OF_THE_MACHINE);
    }

    private static List<String> machines(EngineView engine) {
        try {
            return engine.machines();
        } catch (LifeboatException e) {
            LOG.info("event=health-machines-unknown reason=\"{}\"", e.getMessage());
            return List.of();
        }
    }

    static HealthLook look(List<HealthCheck> checks, Runnable moved) {
        List<HealthProblem> problems = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        Findings failures = new Findings(UNSEEN);
        for (HealthCheck check : checks) {
            try {
                problems.addAll(check.look());
            } catch (UnseenException e) {
                LOG.info("event=health-unseen check={} reason=\"{}\"", check.name(), e.getMessage());
                problems.addAll(e.found());
                unseen.addAll(e.unseen(check.name()));
            } catch (RuntimeException e) {
                LOG.warn("event=health-check-failed check={}", check.name(), e);
                unseen.add(check.name());
                failures.warning(
                        "unseen/" + check.name(),
                        "the check \"" + check.name() + "\" could not look: " + reason(e),
                        "nobody knows what it would have found",
                        action(e));
            }
            moved.run();
        }
        problems.addAll(failures.all());
        problems.sort(Comparator.comparing(HealthProblem::severity).reversed().thenComparing(HealthProblem::id));
        // What is left out here is not over.
        problems.stream().skip(MOST).map(HealthProblem::check).distinct().forEach(unseen::add);
        return new HealthLook(checks.size(), problems.stream().limit(MOST).toList(), unseen);
    }

    private static String reason(RuntimeException e) {
        LifeboatException known = Failures.find(e);
        return known == null ? "unexpected " + e.getClass().getName() : known.code() + ": " + known.getMessage();
    }

    private static String action(RuntimeException e) {
        LifeboatException known = Failures.find(e);
        return known == null ? "LIFEBOAT_LOG=DEBUG tells more" : known.code().hint();
    }

    /** Where no store answers, or none can be read, one check tells of it, and not each that needs them. */
    private static <T> Supplier<T> orUnseen(Supplier<T> work) {
        return () -> {
            try {
                return work.get();
            } catch (LifeboatException e) {
                throw new UnseenException(e.code() + ": " + e.getMessage());
            }
        };
    }
}

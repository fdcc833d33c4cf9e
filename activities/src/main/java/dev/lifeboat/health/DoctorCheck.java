package dev.lifeboat.health;

import dev.lifeboat.doctor.Doctor;
import dev.lifeboat.doctor.Finding;
import dev.lifeboat.doctor.Finding.Level;
import dev.lifeboat.notice.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What {@code doctor} would find on the machine that looks. Each finding is a problem of its own, known again by its words. */
final class DoctorCheck implements HealthCheck {
    private static final Map<String, String> IMPACTS = Map.of(
            "key", "whoever gets it can read every set, or sign in our name",
            "private", "this machine can restore nothing",
            "store", "the next backup may fail, or be less safe than the runbook says",
            "stores", "one disaster takes the database and its sets",
            "folder", "others may remove sets, or publish them",
            "channel", "people do not hear of what goes wrong",
            "notices", "people do not hear of what goes wrong",
            "state", "addresses with passwords lie there, and the databases of drills",
            "source", "whoever takes this machine may change the database",
            "drill", "the next drill fails");
    /** Of these the doctor's worst is no more than a warning: backups go on. */
    private static final Set<String> NEVER_CRITICAL = Set.of("channel", "drill");

    private static final String MACHINE = "machine";
    private static final String CHANNELS = "channels";
    /** Those that may find on one worker's machine what another is without: files, programs, secrets. */
    static final List<String> OF_THE_MACHINE = List.of(MACHINE, CHANNELS);

    private final String name;
    private final String primary;
    private final Supplier<List<Finding>> look;
    private final Supplier<Set<String>> silent;

    private DoctorCheck(String name, String primary, Supplier<List<Finding>> look, Supplier<Set<String>> silent) {
        this.name = name;
        this.primary = "store " + primary;
        this.look = look;
        this.silent = silent;
    }

    /**
     * The checks of a worker's machine.
     *
     * @param primary the name of the first store
     * @param sets which stores answer: that others do not is told already
     */
    static List<HealthCheck> all(Doctor doctor, String primary, Supplier<SeenSets> sets) {
        Supplier<Set<String>> silent = () -> sets.get().listed().silent().keySet();
        return List.of(
                new DoctorCheck(MACHINE, primary, doctor::machine, Set::of),
                new DoctorCheck(
                        "writing",
                        primary,
                        () -> doctor.stores(store -> !silent.get().contains(store)),
                        silent),
                new DoctorCheck(CHANNELS, primary, doctor::channels, Set::of),
                new DoctorCheck("roles", primary, doctor::roles, Set::of));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<HealthProblem> look() {
        List<HealthProblem> problems = problems(look.get());
        if (!silent.get().isEmpty()) {
            throw new UnseenException("a store does not answer", problems);
        }
        return problems;
    }

    private List<HealthProblem> problems(List<Finding> findings) {
        List<HealthProblem> problems = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.level() != Level.OK) {
                String slug = finding.check().replace(' ', '-');
                String kind = finding.check().split(" ", 2)[0];
                problems.add(new HealthProblem(
                        "doctor/" + slug + "/"
                                + (finding.code() == null ? Wording.digest(finding.detail()) : finding.code()),
                        name,
                        critical(finding, kind) ? Severity.CRITICAL : Severity.WARNING,
                        finding.check() + ": " + finding.detail(),
                        IMPACTS.getOrDefault(kind, "a run may need it"),
                        finding.fix() == null ? "lifeboat doctor" : finding.fix()));
            }
        }
        return problems;
    }

    /** A copy that takes nothing today is one copy less; one that keeps nothing safe is what nobody expects. */
    private boolean critical(Finding finding, String kind) {
        boolean copyIsAway = kind.equals("store")
                && finding.code() != null
                && !finding.check().equals(primary);
        return finding.level() == Level.BAD && !NEVER_CRITICAL.contains(kind) && !copyIsAway;
    }
}

package dev.lifeboat.drill;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.gate.CopyExamination;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.report.Reports;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists sets, asks gates and leaves a report. Thread-safe. */
public final class BisectActivitiesImpl implements BisectActivities {
    private final Secrets secrets;
    private final PostgresConnector connector;

    public BisectActivitiesImpl(Secrets secrets, PostgresConnector connector) {
        this.secrets = secrets;
        this.connector = connector;
    }

    @Override
    public List<BisectSet> sets(BisectRequest request) {
        checks(request.runbook(), request.gate());
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        List<SetFacts> facts = new Catalogue(vault)
                .list().sets().stream()
                        .filter(set -> set.state() != SetState.FAILED)
                        .map(set -> set.facts())
                        .filter(set -> !set.manifestSha256().isEmpty())
                        .filter(set -> request.mode() == null
                                ? set.whole()
                                : set.mode().equals(request.mode()))
                        .sorted(Comparator.comparing(SetFacts::takenAt).thenComparing(SetFacts::set))
                        .toList();
        int first = place(facts, request.from(), 0);
        int last = place(facts, request.to(), facts.size() - 1);
        if (first > last) {
            throw new LifeboatException(
                    ErrorCode.NO_SUCH_SET,
                    facts.isEmpty() ? "there is no set to look at" : "--from names a newer set than --to");
        }
        return facts.subList(first, last + 1).stream()
                .map(set -> new BisectSet(set.set(), set.manifestSha256(), set.takenAt()))
                .toList();
    }

    private static int place(List<SetFacts> facts, @Nullable String set, int otherwise) {
        if (set == null) {
            return otherwise;
        }
        for (int place = 0; place < facts.size(); place++) {
            if (facts.get(place).set().equals(set)) {
                return place;
            }
        }
        throw new LifeboatException(ErrorCode.NO_SUCH_SET, set + " is not among the sets that can be looked at");
    }

    @Override
    public Probed ask(ProbeRequest request, ThrowAway throwAway) {
        String set = request.set().set();
        try (Connection connection = connector.connect(throwAway.target())) {
            Probed unanswered = null;
            for (Check check :
                    checks(request.search().runbook(), request.search().gate())) {
                GateCheck answer = CopyExamination.ask(connection, check);
                if (!answer.passed() && answer.detail() == null) {
                    return new Probed(
                            set,
                            Probed.Outcome.RED,
                            answer.name() + ": expected " + answer.expected() + ", found " + answer.actual());
                }
                if (!answer.passed()) {
                    // Not red: it may be as the gate wants it, and only have other columns.
                    unanswered = new Probed(
                            set,
                            Probed.Outcome.UNKNOWN,
                            answer.name() + ": " + answer.actual() + ", " + answer.detail());
                }
            }
            return unanswered == null ? new Probed(set, Probed.Outcome.GREEN, "") : unanswered;
        } catch (SQLException e) {
            throw DrillServer.failed(e);
        }
    }

    @Override
    public String report(Vault vault, BisectRun run) {
        return String.valueOf(
                new Reports(OpenVault.of(vault, secrets).recording()).write(run).object());
    }

    /** The checks of a gate's name; throws USAGE if it has none. */
    private static List<Check> checks(Runbook runbook, String gate) {
        List<Check> found = runbook.phases().stream()
                .flatMap(phase -> phase.gate().stream()
                        .filter(check -> check.sql() != null)
                        .filter(check ->
                                phase.name().equals(gate) || check.name().equals(gate)))
                .toList();
        if (found.isEmpty()) {
            List<String> names = new ArrayList<>();
            runbook.phases().forEach(phase -> Stream.concat(
                            Stream.of(phase.name()), phase.gate().stream().map(Check::name))
                    .forEach(name -> names.add("\"" + name + "\"")));
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "no phase and no check of the runbook with SQL is called \"" + gate + "\"; there are "
                            + String.join(", ", names));
        }
        return found;
    }
}

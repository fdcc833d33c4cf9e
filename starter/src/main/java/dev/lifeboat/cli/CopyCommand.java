package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.copy.CopyReport;
import dev.lifeboat.copy.CopyRequest;
import dev.lifeboat.copy.SetPlaces;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowStub;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies sets to other stores. */
@Command(name = "copy", description = "Copy sets to the other stores of the runbook, and read each copy again.")
final class CopyCommand implements Callable<Integer> {
    /** What no repeat mends where a store has something wrong already. */
    private static final Set<ErrorCode> STAYS = EnumSet.of(
            ErrorCode.SET_CORRUPT, ErrorCode.SIGNATURE_INVALID, ErrorCode.SIGNER_UNKNOWN, ErrorCode.OBJECT_EXISTS);

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Parameters(
            paramLabel = "SET",
            arity = "0..1",
            converter = SetName.class,
            description = "a set's name, latest or latest:MODE")
    private @Nullable String set;

    @Option(names = "--missing", description = "whatever the copies should have and have not, the oldest first")
    private boolean missing;

    @Option(names = "--to", paramLabel = "STORE", description = "only to this store (default: to every copy)")
    private @Nullable String to;

    @Option(names = "--from", paramLabel = "STORE", description = "read this store (default: the nearest good one)")
    private @Nullable String from;

    @Override
    public Integer call() {
        if (missing == (set != null)) {
            throw new LifeboatException(ErrorCode.USAGE, "copy takes either the name of a set, or --missing");
        }
        Runbook book = runbook.load().runbook();
        try (Session session = engine.open()) {
            List<String> warnings = new ArrayList<>();
            SortedMap<String, String> damaged = new TreeMap<>();
            List<CopyRequest> requests = Usage.parse(() -> requests(book, session, warnings, damaged));
            warnings.forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
            int code = warnings.isEmpty() ? 0 : 3;
            int failed = 0;
            if (requests.isEmpty() && warnings.isEmpty()) {
                Output.say("nothing is missing");
            }
            for (CopyRequest request : requests) {
                String problem = damaged.get(place(request));
                try {
                    boolean said = said(copy(session, request), request, problem);
                    code = said && code == 0 ? 3 : code;
                } catch (RuntimeException e) {
                    LifeboatException known = Failures.find(e);
                    if (known != null && problem != null && STAYS.contains(known.code())) {
                        Output.say("warning: %s", Printable.of(stays(request, problem, known)));
                        code = code == 0 ? 3 : code;
                        failed++;
                        continue;
                    }
                    if (known == null || known.code() == ErrorCode.INTERRUPTED || requests.size() == 1) {
                        throw e;
                    }
                    Output.say(
                            "error: %s to %s: %s [%s]", request.set(), request.to(), known.getMessage(), known.code());
                    code = failed++ == 0 || code == 3 ? known.code().exitCode() : code;
                }
            }
            runbook.output().summary(Map.of("copies", requests.size() - failed, "failed", failed));
            return code;
        }
    }

    /** Whether there was something to say of it. */
    private static boolean said(CopyReport report, CopyRequest request, @Nullable String problem) {
        if (problem != null) {
            Output.say(
                    "warning: %s is whole in %s now, and stays marked as failed until `lifeboat verify %s --store %s`",
                    request.set(), request.to(), request.set(), request.to());
        }
        return problem != null || !report.warnings().isEmpty();
    }

    private static String stays(CopyRequest request, String problem, LifeboatException reason) {
        return request.set() + " in " + request.to() + " is not as it should be (" + problem + "), and stays so: "
                + reason.getMessage() + " [" + reason.code()
                + "]. Nothing is overwritten: remove there what is named, then `lifeboat copy " + request.set()
                + " --to " + request.to() + "` and `lifeboat verify " + request.set() + " --store " + request.to()
                + "`";
    }

    private static String place(CopyRequest request) {
        return request.set() + " " + request.to();
    }

    /** @param damaged gets what is wrong with the copies that are there, by their places */
    private List<CopyRequest> requests(
            Runbook book, Session session, List<String> warnings, SortedMap<String, String> damaged) {
        for (String name : Stream.of(to, from).flatMap(Stream::ofNullable).toList()) {
            book.store().require(name);
        }
        List<CopyRequest> requests = new ArrayList<>();
        if (set != null) {
            List<String> targets = to != null
                    ? List.of(to)
                    : book.store().copies().stream()
                            .map(StoreLocation::name)
                            .map(String::valueOf)
                            .toList();
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("the runbook declares no copies: see store.copies");
            }
            for (String target : targets) {
                if (!target.equals(from)) {
                    requests.add(new CopyRequest(book, set, target, from, session.user(), false));
                }
            }
        } else {
            OpenVault vault = OpenVault.of(Vault.of(book), session.secrets());
            String primary = String.valueOf(book.store().primary().name());
            SetPlaces places = SetPlaces.of(vault);
            places.silent().forEach((store, reason) -> warnings.add("store " + store + " does not answer: " + reason));
            if (primary.equals(to) && places.sets().containsKey(primary)) {
                KnownPrimary.require(vault);
            }
            int lacking = to == null ? places.gaps(primary).size() : 0;
            if (lacking > 0) {
                warnings.add("the primary store lacks sets that a copy has, or has them damaged: " + lacking
                        + "; `lifeboat copy --missing --to " + primary + "` copies them back");
            }
            for (SetPlaces.Gap gap : to == null ? places.gaps() : places.gaps(to)) {
                CopyRequest request = new CopyRequest(book, gap.set(), gap.store(), from, session.user(), false);
                requests.add(request);
                if (gap.problem() != null) {
                    damaged.put(place(request), gap.problem());
                }
            }
        }
        return requests;
    }

    private CopyReport copy(Session session, CopyRequest request) {
        String id = RunIds.copy(request.runbook().name(), request.set(), request.to());
        Output.say("run %s", id);
        WorkflowStub run = session.start("Copy", id, "copy " + request.set() + " to " + request.to(), request);
        CopyReport report = Following.copy(run);
        runbook.output()
                .line(
                        "%s  in %s: %d objects, %s, %s of them sent now, each read again",
                        report.setId(),
                        report.to(),
                        report.objects(),
                        new ByteCount(report.bytes()).human(),
                        new ByteCount(report.sentBytes()).human());
        report.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
        runbook.output().object("copy", report);
        return report;
    }
}

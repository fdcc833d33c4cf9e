package dev.lifeboat.bench;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One bench, from an empty folder to a report. */
final class BenchRun {
    /** Bytes of the run that warms the worker up. */
    private static final long WARMING_BYTES = 64_000_000;
    /** Source, the copy beside it, sets and dumps, and the WAL of a restore. */
    private static final int ROOM = 5;

    private final BenchPlan plan;
    private final String command;
    private final Consumer<String> tell;

    BenchRun(BenchPlan plan, String command, Consumer<String> tell) {
        this.plan = plan;
        this.command = command;
        this.tell = tell;
    }

    /** Measures everything, and leaves nothing behind unless the plan says so. */
    BenchReport run() throws IOException, SQLException {
        try (Workspace workspace = Workspace.create(plan.folder(), plan.keep())) {
            if (plan.keep()) {
                tell.accept("everything stays in " + workspace.folder());
            }
            requireRoom(workspace);
            Programs programs = new Programs(workspace);
            BenchServer server = workspace.own(BenchServer.open(plan, workspace));
            Lifeboat lifeboat = Lifeboat.start(server, workspace, plan.heap());
            Peer.Surroundings around =
                    new Peer.Surroundings(server, programs, workspace.folder(), lifeboat.publicKey());
            Recorder recorder = new Recorder(programs, workspace.folder(), lifeboat.pid());
            SystemFacts system = SystemFacts.of(server, programs);
            if (plan.warm()) {
                warmUp(server, lifeboat, workspace);
            }
            List<OurRun> idle = IdleBench.run(server, lifeboat, workspace, plan.rounds());
            List<ShapeResult> shapes = new ArrayList<>();
            for (Shape shape : plan.shapes()) {
                shapes.add(new ShapeBench(plan, lifeboat, around, recorder, tell).run(shape));
            }
            return new BenchReport(
                    BenchReport.FORMAT,
                    command,
                    system,
                    plan.bytes(),
                    plan.rounds(),
                    plan.authShare(),
                    plan.heap(),
                    shapes,
                    Targets.idle(idle),
                    OurRun.medians(idle),
                    idle);
        }
    }

    private void requireRoom(Workspace workspace) throws IOException {
        long room = Files.getFileStore(workspace.folder()).getUsableSpace();
        if (room < plan.bytes() * ROOM) {
            throw new LifeboatException(
                    ErrorCode.STORE_FULL,
                    "%s has %,d MB left; this size needs %,d MB"
                            .formatted(workspace.folder(), room / 1_000_000, plan.bytes() * ROOM / 1_000_000));
        }
    }

    /** A worker compiles what it runs often; a daily backup finds it done. */
    private void warmUp(BenchServer server, Lifeboat lifeboat, Workspace workspace) throws IOException, SQLException {
        long start = System.nanoTime();
        Dataset dataset = Shape.MIXED.dataset(Math.min(plan.bytes(), WARMING_BYTES), plan.authShare());
        server.create(Runbooks.SOURCE);
        dataset.fill(server, Runbooks.SOURCE);
        Runbooks.write(workspace.folder(), Runbooks.SOURCE, dataset.firstPhase());
        lifeboat.backup(Runbooks.SOURCE);
        lifeboat.restore(Runbooks.SOURCE);
        Workspace.remove(Runbooks.store(workspace.folder(), Runbooks.SOURCE));
        server.drop(Runbooks.SOURCE);
        tell.accept("worker warmed up in %.1f s".formatted(Programs.seconds(start)));
    }
}

package dev.lifeboat.cli;

import dev.lifeboat.engine.EngineKind;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.worker.LifeboatWorker;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A worker that stays. */
@Command(name = "worker", description = "Do the work of runs until stopped.")
final class WorkerCommand implements Callable<Integer> {
    @Mixin
    private EngineOption engine = new EngineOption();

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopped.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (Session session = engine.open()) {
            LifeboatWorker remote = session.engine().kind() == EngineKind.REMOTE
                    ? LifeboatWorker.start(session.client(), Secrets.ofProcess(), session.state())
                    : null;
            Output.say("worker: polling; Ctrl-C stops it");
            stopped.await();
            if (remote != null) {
                remote.close();
            }
        } finally {
            closed.countDown();
        }
        return 130;
    }
}

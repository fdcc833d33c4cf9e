package dev.lifeboat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.schedules.ScheduleException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine.Command;

/** What reaches a terminal. */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class OutputTest {
    private static final String HOSTILE = "public.\u001b[2J\u202eorders\r";

    @Test
    void textOfOthersMovesNoCursorAndTurnsNoDirection() {
        assertThat(printed(() -> {
                    new Output(false).line("table %s", HOSTILE);
                    Output.say("warning: %s", HOSTILE);
                    return 0;
                }))
                .contains("table public.?[2J?orders", "warning: public.?[2J?orders")
                .doesNotContain("\u001b", "\u202e", "\r");
    }

    @Test
    void neitherDoesAnErrorWhichKeepsItsLines() {
        assertThat(printed(
                        () -> failing(new LifeboatException(ErrorCode.USAGE, "two problems:\n" + HOSTILE + "\nend"))))
                .contains("error: two problems:" + System.lineSeparator() + "public.?[2J?orders")
                .contains("end [USAGE]")
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void anEngineThatDoesNotAnswerIsNoDefectOfOurs() {
        StatusRuntimeException away =
                Status.UNAVAILABLE.withDescription("io exception").asRuntimeException();
        assertThat(printed(() -> failing(new ScheduleException(away))))
                .contains("error: the Temporal service does not answer: UNAVAILABLE: io exception [ENGINE_UNAVAILABLE]")
                .contains("hint: if TEMPORAL_ADDRESS is set, look at that service");
    }

    private static int failing(RuntimeException exception) {
        return Lifeboat.commandLine()
                .addSubcommand("fails", new Fails(exception))
                .setExecutionExceptionHandler(Lifeboat.commandLine().getExecutionExceptionHandler())
                .execute("fails");
    }

    @Command
    private record Fails(RuntimeException exception) implements Callable<Integer> {
        @Override
        public Integer call() {
            throw exception;
        }
    }

    private static String printed(Callable<Integer> work) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream all = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(all);
            System.setErr(all);
            work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

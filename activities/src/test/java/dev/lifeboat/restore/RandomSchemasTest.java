package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Databases that nobody thought of come back equal, scattered over phases. One seed alone:
 * {@code mvn test -pl activities -am -Dtest=RandomSchemasTest -Dlifeboat.seed=17}, many others: {@code -Dlifeboat.seeds=1000}.
 */
@Execution(ExecutionMode.CONCURRENT)
class RandomSchemasTest {
    private static final int AT_A_TIME = 3;

    private static final List<Form> FORMS = List.of(Form.ARCHIVE, Form.JSON, Form.SQL);

    @TempDir
    Path folder;

    @Test
    @Timeout(3600)
    void everySeedComesBackAsItWas() throws Exception {
        String one = System.getProperty("lifeboat.seed");
        List<Long> seeds = one != null
                ? List.of(Long.valueOf(one))
                : LongStream.rangeClosed(1, Long.getLong("lifeboat.seeds", 200))
                        .boxed()
                        .toList();
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        Map<Long, Future<?>> runs = new TreeMap<>();
        seeds.forEach(seed -> runs.put(seed, pool.submit(() -> {
            comesBack(seed);
            return seed;
        })));
        pool.shutdown();
        List<String> failures = new ArrayList<>();
        for (Map.Entry<Long, Future<?>> run : runs.entrySet()) {
            try {
                run.getValue().get();
            } catch (ExecutionException e) {
                failures.add("seed " + run.getKey() + ": " + e.getCause());
            }
        }
        assertThat(failures).isEmpty();
    }

    private void comesBack(long seed) throws Exception {
        Path own = Files.createDirectory(folder.resolve("seed-" + seed));
        Form form = FORMS.get(Math.floorMod(seed, FORMS.size()));
        OddServer server = OddServer.base();
        OddSystem system =
                new OddSystem(server, server, own, "", RandomSchema.script(seed), SetContent.of(form, List.of()));
        String target = system.restoreScattered();
        assertThat(system.differences(target)).isEmpty();
        system.drop(target);
    }
}

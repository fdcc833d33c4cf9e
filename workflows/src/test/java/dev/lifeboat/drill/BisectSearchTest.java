package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.drill.Probed.Outcome;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The newest green set is found with few restores where what was bad stayed so, and with all of them anyhow. */
class BisectSearchTest {
    @Test
    void findsTheLastGoodOneWhereverItIs() {
        for (int size = 1; size <= 40; size++) {
            for (int parallel = 1; parallel <= 4; parallel++) {
                for (int good = -1; good < size; good++) {
                    int last = good;
                    Result result = search(size, parallel, false, index -> index <= last ? Outcome.GREEN : Outcome.RED);
                    assertThat(result.search.newestGreen())
                            .as("of %d, %d at a time, the last good one is %d", size, parallel, good)
                            .isEqualTo(good);
                    assertThat(result.asked).isLessThanOrEqualTo(size);
                    assertThat(result.search.assumed()).isBetween(0, size - 1 - good);
                    if (parallel == 1) {
                        assertThat(result.asked)
                                .isLessThanOrEqualTo(2 + (int) Math.ceil(Math.log(size + 1) / Math.log(2)));
                    }
                }
            }
        }
    }

    @Test
    void asksOnlyTheNewestWhenThatIsGood() {
        assertThat(search(1000, 1, false, index -> Outcome.GREEN).asked).isEqualTo(1);
    }

    @Test
    void passesOverWhatCannotBeTold() {
        Result result = search(
                20, 2, false, index -> index % 2 == 1 ? Outcome.UNKNOWN : index <= 7 ? Outcome.GREEN : Outcome.RED);
        assertThat(result.search.newestGreen()).isEqualTo(6);
    }

    @Test
    void triesEverySetAndFindsOneThatWasMendedInBetween() {
        Result result = search(9, 4, true, index -> index == 2 || index == 6 ? Outcome.GREEN : Outcome.RED);
        assertThat(result.asked).isEqualTo(9);
        assertThat(result.search.newestGreen()).isEqualTo(6);
        assertThat(result.search.mended()).containsExactly(0, 1, 3, 4, 5);
        assertThat(result.search.assumed()).isZero();
    }

    private record Result(BisectSearch search, int asked) {}

    private static Result search(int size, int parallel, boolean all, IntFunction<Outcome> sets) {
        BisectSearch search = new BisectSearch(size, parallel, all);
        int asked = 0;
        for (List<Integer> next = search.next(); !next.isEmpty(); next = search.next()) {
            assertThat(next).hasSizeLessThanOrEqualTo(parallel).doesNotHaveDuplicates();
            next.forEach(index -> search.answer(index, sets.apply(index)));
            asked += next.size();
        }
        return new Result(search, asked);
    }
}

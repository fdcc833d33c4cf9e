package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.runbook.Generations;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of any store and any settings. Each seed makes two hundred of them, and no two runs differ. */
class RetentionInvariantsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int STORES = 200;

    private record World(KeepTimes times, List<SurveyedSet> sets) {
        Verdict decide(Instant now) {
            return decide(sets, now);
        }

        Verdict decide(List<SurveyedSet> others, Instant now) {
            return new RetentionRules(times).decide(new Survey(others, List.of(), List.of()), now);
        }

        Set<String> deleted(Instant now) {
            return names(decide(now));
        }
    }

    private interface Invariant {
        void hold(World world, Random random);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theNewestVerifiedAndTheNewestOfEachModeAlwaysStay(long seed) {
        each(seed, (world, random) -> {
            Set<String> deleted = world.deleted(NOW);
            List<SurveyedSet> newest = world.sets().stream()
                    .sorted(Comparator.comparing(SurveyedSet::takenAt).reversed())
                    .toList();
            assertThat(newest.stream()
                            .filter(set -> set.verified() && set.whole())
                            .limit(world.times().verified()))
                    .noneMatch(set -> deleted.contains(set.set()));
            assertThat(newest.stream()
                            .filter(set -> set.whole() && !set.failed())
                            .limit(1))
                    .noneMatch(set -> deleted.contains(set.set()));
            for (BackupMode mode : BackupMode.values()) {
                assertThat(newest.stream().filter(set -> set.mode() == mode).limit(1))
                        .noneMatch(set -> deleted.contains(set.set()));
                assertThat(newest.stream()
                                .filter(set -> set.mode() == mode && !set.failed())
                                .limit(1))
                        .noneMatch(set -> deleted.contains(set.set()));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothingThatASetNeedsGoesBeforeIt(long seed) {
        each(seed, (world, random) -> {
            List<String> order =
                    world.decide(NOW).deletions().stream().map(SetDecision::set).toList();
            Set<String> there =
                    world.sets().stream().map(SurveyedSet::set).collect(Collectors.toCollection(TreeSet::new));
            for (String going : order) {
                there.remove(going);
                assertThat(world.sets())
                        .filteredOn(set -> there.contains(set.set()))
                        .noneMatch(set -> set.needs().contains(going));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void pinnedUsedAndLockedSetsStayAndEverySetHasAReason(long seed) {
        each(seed, (world, random) -> {
            Verdict verdict = world.decide(NOW);
            Set<String> deleted = names(verdict);
            assertThat(world.sets())
                    .filteredOn(set -> deleted.contains(set.set()))
                    .allMatch(set -> set.pins().isEmpty()
                            && set.uses().isEmpty()
                            && (set.lockedUntil() == null || !set.lockedUntil().isAfter(NOW))
                            && set.runbook().equals(TestSet.RUNBOOK));
            assertThat(verdict.decisions()).hasSameSizeAs(world.sets()).noneMatch(decision -> decision.reasons()
                    .isEmpty());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void laterTheSameGoesOrMore(long seed) {
        each(seed, (world, random) -> assertThat(world.deleted(NOW.plus(Duration.ofDays(random.nextInt(2000)))))
                .containsAll(world.deleted(NOW)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aClockThatJumpedAheadDeletesNothingThatWouldStayIfASetWereTakenNow(long seed) {
        each(seed, (world, random) -> {
            Instant newest = world.sets().stream()
                    .filter(set -> set.runbook().equals(TestSet.RUNBOOK))
                    .map(SurveyedSet::takenAt)
                    .max(Comparator.naturalOrder())
                    .orElse(NOW);
            // Locks and years end by the clock; ages do not.
            World unlocked = new World(
                    world.times(),
                    world.sets().stream().map(set -> set.withLock(null)).toList());
            assertThat(unlocked.deleted(newest.plus(Duration.ofDays(3650)))).isEqualTo(unlocked.deleted(newest));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anotherPinNeverLetsMoreGo(long seed) {
        each(seed, (world, random) -> {
            if (world.sets().isEmpty()) {
                return;
            }
            List<SurveyedSet> pinned = new ArrayList<>(world.sets());
            int one = random.nextInt(pinned.size());
            pinned.set(one, pinned(pinned.get(one)));
            assertThat(world.deleted(NOW)).containsAll(names(world.decide(pinned, NOW)));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whenAllOrSomeOfItIsDoneNothingElseGoes(long seed) {
        each(seed, (world, random) -> {
            List<String> order =
                    world.decide(NOW).deletions().stream().map(SetDecision::set).toList();
            int done = order.isEmpty() ? 0 : random.nextInt(order.size() + 1);
            List<SurveyedSet> left = world.sets().stream()
                    .filter(set -> !order.subList(0, done).contains(set.set()))
                    .toList();
            assertThat(names(world.decide(left, NOW))).isEqualTo(new TreeSet<>(order.subList(done, order.size())));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void oneThatCannotBeReadOrAnAlarmKeepsEverything(long seed) {
        each(seed, (world, random) -> {
            RetentionRules rules = new RetentionRules(world.times());
            List<UnreadableSet> unread = List.of(new UnreadableSet("daily/x", "forged", NOW));
            assertThat(rules.decide(new Survey(world.sets(), unread, List.of()), NOW)
                            .deletions())
                    .isEmpty();
            assertThat(rules.decide(new Survey(world.sets(), List.of(), List.of("daily/x: fell")), NOW)
                            .deletions())
                    .isEmpty();
        });
    }

    private static void each(long seed, Invariant invariant) {
        Random random = new Random(seed);
        int deletions = 0;
        for (int number = 0; number < STORES; number++) {
            World world = world(random);
            deletions += world.deleted(NOW).size();
            invariant.hold(world, random);
        }
        assertThat(deletions).as("sets that went, so that something was tried").isGreaterThan(STORES);
    }

    private static World world(Random random) {
        Map<BackupMode, List<Period>> modes = new EnumMap<>(BackupMode.class);
        for (BackupMode mode : BackupMode.values()) {
            if (random.nextInt(4) > 0) {
                modes.put(mode, List.of(Period.ofDays(1 + random.nextInt(60)), Period.ofDays(1 + random.nextInt(20))));
            }
        }
        KeepTimes times = new KeepTimes(
                TestSet.RUNBOOK,
                modes,
                random.nextInt(4) == 0 ? Period.ofDays(1 + random.nextInt(50)) : null,
                1 + random.nextInt(4),
                new Generations(random.nextInt(5), random.nextInt(5), random.nextInt(5), random.nextInt(3)));
        List<SurveyedSet> sets = new ArrayList<>();
        int number = random.nextInt(25);
        for (int i = 0; i < number; i++) {
            sets.add(set(random, i, sets));
        }
        return new World(times, sets);
    }

    /** Each is younger than those before it, to which alone it may refer. */
    private static SurveyedSet set(Random random, int number, List<SurveyedSet> before) {
        BackupMode mode = any(List.of(BackupMode.values()), random);
        TestSet set = TestSet.of(mode, number)
                .at(NOW.minus(Duration.ofHours(24L * 8 * (30 - number) + random.nextInt(100))))
                .state(any(List.of(SetState.values()), random));
        if (random.nextInt(3) == 0) {
            set.part();
        }
        if (random.nextInt(12) == 0) {
            set.pinned("lawsuit");
        }
        if (random.nextInt(12) == 0) {
            set.used("a restore");
        }
        if (random.nextInt(12) == 0) {
            set.locked(NOW.plus(Duration.ofDays(random.nextInt(9) - 4)));
        }
        if (random.nextInt(15) == 0) {
            set.of("payroll");
        }
        if (!before.isEmpty() && random.nextInt(4) == 0) {
            set.needing(any(before, random).set());
        }
        return set.surveyed(NOW);
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static SurveyedSet pinned(SurveyedSet set) {
        return new SurveyedSet(
                set.set(),
                set.runbook(),
                set.manifestSha256(),
                set.mode(),
                set.state(),
                set.verified(),
                set.whole(),
                set.rows(),
                set.takenAt(),
                set.sealedAt(),
                set.storedBytes(),
                set.needs(),
                List.of("pinned"),
                set.alarms(),
                set.uses(),
                set.lockedUntil());
    }

    private static Set<String> names(Verdict verdict) {
        return verdict.deletions().stream().map(SetDecision::set).collect(Collectors.toCollection(TreeSet::new));
    }
}

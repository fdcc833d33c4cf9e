package dev.lifeboat.retention;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.runbook.Generations;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Sets and the rules that decide on them. Daily sets stay 30 days; the newest two verified stay whatever their age. */
abstract class DecidedSets {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final Generations NONE = new Generations(null, null, null, null);

    final Map<BackupMode, List<Period>> modes = new EnumMap<>(BackupMode.class);
    final List<SurveyedSet> sets = new ArrayList<>();
    final List<UnreadableSet> unreadable = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    Period storeKeep;
    int verified = 2;
    Generations generations = NONE;

    DecidedSets() {
        modes.put(BackupMode.DAILY, List.of(Period.ofDays(30)));
        modes.put(BackupMode.WEEKLY, List.of(Period.ofDays(90), Period.ofDays(7)));
    }

    void two() {
        add(TestSet.daily(0).state(SetState.VERIFIED));
        add(TestSet.daily(1).state(SetState.VERIFIED));
    }

    void add(TestSet set) {
        sets.add(set.surveyed(NOW));
    }

    Verdict decide() {
        return new RetentionRules(new KeepTimes(TestSet.RUNBOOK, modes, storeKeep, verified, generations))
                .decide(new Survey(sets, unreadable, alarms), NOW);
    }

    List<String> deleted() {
        return decide().deletions().stream().map(SetDecision::set).toList();
    }

    List<String> reasons(String... set) {
        return decide().decisions().stream()
                .filter(decision -> Arrays.asList(set).contains(decision.set()))
                .flatMap(decision -> decision.reasons().stream())
                .toList();
    }
}

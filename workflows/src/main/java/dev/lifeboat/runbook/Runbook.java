package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One system and how it is protected: the whole YAML file as a value. Relative paths have been made absolute by the
 * parser; secrets are still references. Checked by the parser against the published JSON Schema, and here for what a
 * schema cannot say.
 *
 * @param name names the system: lower-case letters, digits and hyphens
 * @param tiers named groups of tables, used by a backup's {@code scope}
 * @param phases in the order in which the application comes back; tables in none of them form the phase "remainder"
 * @param backups by name; the name is the mode unless {@code mode} says otherwise
 * @param drills by name
 * @param target where the application would come back: a reference like the database's; each backup says what would fail
 *     there, and plan and restore take it where no other is named
 * @param roleMap other names that roles of a set have in a target, for example where a provider gives the names
 * @param retention when sets may go
 * @param audit where the application is told of accesses and outcomes
 * @param anomalies how far a set may differ from those before it
 * @param verify verifications by schedule, by name
 * @param health when everything is looked at, and what counts as a problem
 */
public record Runbook(
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) Database database,
        @JsonProperty(required = true) StoreSettings store,
        @JsonProperty(required = true) Keys keys,
        Archive archive,
        Objectives objectives,
        SortedMap<String, List<String>> tiers,
        List<Phase> phases,
        SortedMap<String, BackupSchedule> backups,
        SortedMap<String, DrillSchedule> drills,
        @JsonProperty("drill-server") @Nullable String drillServer,
        @Nullable String target,
        @JsonProperty("role-map") SortedMap<String, String> roleMap,
        Steps steps,
        @JsonProperty("notify") Notify notifications,
        People people,
        Approvals approvals,
        Retention retention,
        Audit audit,
        Anomalies anomalies,
        SortedMap<String, VerifySchedule> verify,
        Health health) {

    /** The phase that holds every table no phase names. */
    public static final String REMAINDER = "remainder";

    /** How long sets are locked that are kept without a limit. */
    private static final Period LOCK_WITHOUT_KEEP = Period.ofYears(1);

    /** From which spans of the calendar are compared. */
    private static final LocalDate ANY_DAY = LocalDate.EPOCH;

    public Runbook {
        archive = archive == null ? Archive.DEFAULT : archive;
        objectives = objectives == null ? Objectives.DEFAULT : objectives;
        tiers = tiers == null ? new TreeMap<>() : new TreeMap<>(tiers);
        phases = phases == null ? List.of() : List.copyOf(phases);
        backups = backups == null ? new TreeMap<>() : new TreeMap<>(backups);
        drills = drills == null ? new TreeMap<>() : new TreeMap<>(drills);
        roleMap = roleMap == null ? new TreeMap<>() : new TreeMap<>(roleMap);
        steps = steps == null ? Steps.NONE : steps;
        notifications = notifications == null ? Notify.NONE : notifications;
        people = people == null ? People.NONE : people;
        approvals = approvals == null ? Approvals.DEFAULT : approvals;
        retention = retention == null ? Retention.DEFAULT : retention;
        audit = audit == null ? Audit.DEFAULT : audit;
        anomalies = anomalies == null ? Anomalies.DEFAULT : anomalies;
        verify = verify == null ? new TreeMap<>() : new TreeMap<>(verify);
        health = health == null ? Health.DEFAULT : health;
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("name: \"" + name + "\" must be lower-case letters, digits and hyphens");
        }
        Set<String> phaseNames = new LinkedHashSet<>();
        Set<String> tables = new LinkedHashSet<>();
        for (Phase phase : phases) {
            if (!phaseNames.add(phase.name()) || phase.name().equals(REMAINDER)) {
                throw new IllegalArgumentException("phases: the name \"" + phase.name() + "\" is taken");
            }
            for (String table : phase.tables()) {
                if (!tables.add(qualified(table))) {
                    throw new IllegalArgumentException(
                            "phases: table " + table + " stands in two phases, one of them " + phase.name());
                }
            }
        }
    }

    /** One that says only what it must. */
    public static Runbook of(String name, Database database, StoreSettings store, Keys keys) {
        return new Runbook(
                name,
                database,
                store,
                keys,
                Archive.DEFAULT,
                Objectives.DEFAULT,
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                null,
                null,
                new TreeMap<>(),
                Steps.NONE,
                Notify.NONE,
                People.NONE,
                Approvals.DEFAULT,
                Retention.DEFAULT,
                Audit.DEFAULT,
                Anomalies.DEFAULT,
                new TreeMap<>(),
                Health.DEFAULT);
    }

    /** The same with other stores. */
    public Runbook withStore(StoreSettings other) {
        return with(other, keys, archive, phases, drillServer, target);
    }

    /** The same with other keys. */
    public Runbook withKeys(Keys other) {
        return with(store, other, archive, phases, drillServer, target);
    }

    /** The same, written in another way. */
    public Runbook withArchive(Archive other) {
        return with(store, keys, other, phases, drillServer, target);
    }

    /** The same with other phases. */
    public Runbook withPhases(List<Phase> others) {
        return with(store, keys, archive, others, drillServer, target);
    }

    /** The same with another declared target; null: none. */
    public Runbook withTarget(@Nullable String other) {
        return with(store, keys, archive, phases, drillServer, other);
    }

    /** The same with another drill server; null: none. */
    public Runbook withDrillServer(@Nullable String other) {
        return with(store, keys, archive, phases, other, target);
    }

    private Runbook with(
            StoreSettings newStore,
            Keys newKeys,
            Archive newArchive,
            List<Phase> newPhases,
            @Nullable String newDrillServer,
            @Nullable String newTarget) {
        return new Runbook(
                name,
                database,
                newStore,
                newKeys,
                newArchive,
                objectives,
                tiers,
                newPhases,
                backups,
                drills,
                newDrillServer,
                newTarget,
                roleMap,
                steps,
                notifications,
                people,
                approvals,
                retention,
                audit,
                anomalies,
                verify,
                health);
    }

    /**
     * How long sets of a mode are to be locked where a store locks: the longest {@code keep} of the mode's backups. One of them
     * that says none is kept until somebody removes it, and no lock can be as long: then it is a year at least, so that it never
     * ends before the time that another backup of the mode says.
     */
    public Period lockedFor(BackupMode mode) {
        List<Period> spans = new ArrayList<>();
        backups.forEach((name, backup) -> {
            if (backup.modeOf(name) == mode) {
                spans.add(backup.keep() == null ? LOCK_WITHOUT_KEEP : backup.keep());
            }
        });
        return spans.stream().max(Comparator.comparing(ANY_DAY::plus)).orElse(LOCK_WITHOUT_KEEP);
    }

    /** The budget of a phase of this name; null: it has none. */
    public @Nullable Duration within(String phase) {
        return phases.stream()
                .filter(one -> one.name().equals(phase))
                .findFirst()
                .map(Phase::within)
                .orElse(null);
    }

    /** A table's name as catalogues write it here: {@code schema.table}, with {@code public} where none is given. */
    public static String qualified(String table) {
        return table.indexOf('.') < 0 ? "public." + table : table;
    }
}

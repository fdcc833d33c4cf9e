package dev.lifeboat.readiness;

import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.notice.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How ready a system is to be brought back: 0 to 100, the sum of its reasons (docs/readiness.md has the table). It is a function of
 * {@link ReadinessFacts} and of nothing else.
 *
 * @param score of 100
 * @param reasons each with its points, and what would give the others
 */
public record Readiness(Instant at, int score, RpoNow rpo, List<Reason> reasons) {
    static final int AGE = 25;
    static final int VERIFIED = 15;
    static final int PROVEN = 20;
    static final int COPIES = 15;
    static final int KEYS = 10;
    static final int PEOPLE = 5;
    static final int DRILLS = 10;

    public Readiness {
        reasons = List.copyOf(reasons);
    }

    /**
     * A reason.
     *
     * @param points of those {@code of} which there are
     * @param found in words
     */
    public record Reason(String name, int points, int of, String found, List<Remedy> missing) {
        public Reason {
            missing = List.copyOf(missing);
            if (points < 0 || points > of || (points == of) != missing.isEmpty()) {
                throw new IllegalArgumentException(name + ": " + points + " of " + of + " points, missing " + missing);
            }
        }
    }

    /**
     * What takes points away.
     *
     * @param command what mends it
     */
    public record Remedy(String what, String command) {}

    /** The readiness by these facts. */
    public static Readiness of(ReadinessFacts facts) {
        List<Reason> reasons = List.of(
                age(facts), verified(facts), proven(facts), copies(facts), keys(facts), people(facts), drills(facts));
        return new Readiness(
                facts.now(), reasons.stream().mapToInt(Reason::points).sum(), facts.rpo(), reasons);
    }

    private static Reason age(ReadinessFacts facts) {
        Duration objective = facts.rpo().objective();
        RpoNow.Newest newest = facts.rpo().restorable();
        String limit = "the objective is " + Spoken.duration(objective);
        if (newest == null) {
            return reason("age", 0, AGE, "no set can be restored", "there is no whole set", "lifeboat backup");
        }
        String found = newest.set() + " is " + Spoken.duration(newest.age()) + " old, " + limit;
        if (newest.within()) {
            return full("age", AGE, found);
        }
        boolean twice = newest.age().compareTo(objective.multipliedBy(2)) > 0;
        return reason(
                "age",
                twice ? 0 : AGE / 2,
                AGE,
                found,
                "the newest set is older than the objective allows",
                "lifeboat backup; lifeboat schedules list tells why none came");
    }

    private static Reason verified(ReadinessFacts facts) {
        return since(
                "verified",
                VERIFIED,
                facts.verifiedAt(),
                facts.verifiedSince(),
                "the newest set that was read again is of ",
                "no set was ever read again",
                facts.unread(),
                "lifeboat verify latest; or `verify: true` for a backup");
    }

    private static Reason proven(ReadinessFacts facts) {
        return since(
                "proven",
                PROVEN,
                facts.provenAt(),
                facts.provenSince(),
                "a drill last restored a set at ",
                "no drill ever restored a set",
                facts.unread(),
                "lifeboat drill");
    }

    private static Reason since(
            String name,
            int of,
            @Nullable Instant at,
            Instant since,
            String found,
            String never,
            List<String> unread,
            String command) {
        if (at == null && !unread.isEmpty()) {
            return reason(name, 0, of, "nobody knows", notRead(unread), "lifeboat doctor; " + command);
        }
        if (at == null) {
            return reason(name, 0, of, never, never, command);
        }
        String text = found + Spoken.moment(at);
        return at.isBefore(since)
                ? reason(
                        name,
                        of / 2,
                        of,
                        text,
                        "that is too long ago: it should be after " + Spoken.moment(since),
                        command)
                : full(name, of, text);
    }

    private static Reason copies(ReadinessFacts facts) {
        ReadinessFacts.Copies copies = facts.copies();
        if (copies == null || copies.good().isEmpty()) {
            return reason("copies", 0, COPIES, "there is no set to copy", "there is no whole set", "lifeboat backup");
        }
        String found = copies.set() + " is in " + String.join(", ", copies.good());
        List<Remedy> missing = new ArrayList<>();
        copies.missing().stream()
                .filter(store -> !store.equals(copies.lost()))
                .forEach(store -> missing.add(new Remedy(
                        "store " + store + " lacks it or has it damaged", "lifeboat copy --missing --to " + store)));
        copies.silent()
                .forEach(store -> missing.add(new Remedy("store " + store + " does not answer", "lifeboat doctor")));
        if (copies.lost() != null) {
            missing.add(
                    new Remedy("store " + copies.lost() + " has lost its sets", KnownPrimary.remedy(copies.lost())));
        }
        boolean alone = copies.places() == 1;
        if (alone && copies.good().size() > 1) {
            missing.add(new Remedy(
                    String.join(", ", copies.good()) + " are in one place: what takes it takes all of them",
                    "name a store on another machine, or a bucket, under store.copies; lifeboat copy --missing"));
        } else if (missing.isEmpty() && alone) {
            missing.add(new Remedy(
                    "one place is none: a fire, a bill or a stolen credential takes it",
                    "name another store under store.copies; lifeboat copy --missing"));
        }
        int points = alone ? COPIES / 3 : missing.isEmpty() ? COPIES : 2 * COPIES / 3;
        return new Reason("copies", points, COPIES, found, missing);
    }

    private static Reason keys(ReadinessFacts facts) {
        List<Remedy> missing = new ArrayList<>();
        facts.unusableKeys().forEach(what -> missing.add(new Remedy(what, "lifeboat doctor; lifeboat keys rotate")));
        facts.endingKeys().forEach(what -> missing.add(new Remedy(what, "lifeboat keys rotate")));
        int points = !facts.unusableKeys().isEmpty() ? 0 : facts.endingKeys().isEmpty() ? KEYS : KEYS / 2;
        if (facts.recipients() < 2) {
            missing.add(
                    new Remedy(
                            "one key alone opens the sets: who loses it has lost all of them",
                            "lifeboat keys generate on another machine; name the public half of that key here, under keys.recipients: docs/keys.md"));
            points = Math.max(0, points - 3);
        }
        return new Reason(
                "keys",
                points,
                KEYS,
                facts.recipients() + (facts.recipients() == 1 ? " key opens" : " keys open") + " new sets",
                missing);
    }

    private static Reason people(ReadinessFacts facts) {
        List<Remedy> missing = new ArrayList<>();
        if (facts.contacts() == 0) {
            missing.add(new Remedy("the runbook names nobody", "name people under people.contacts"));
        }
        if (!facts.told()) {
            missing.add(
                    new Remedy("no notice leaves this machine", "name a channel under notify; lifeboat notify test"));
        }
        List<String> idle = facts.idleApprovers();
        if (idle == null) {
            missing.add(new Remedy(
                    "nobody knows who has decided in drills: the log cannot be read", "lifeboat audit verify"));
        } else {
            idle.forEach(what -> missing.add(new Remedy(what, "let them sign off the next drill")));
        }
        boolean nobody = facts.contacts() == 0 && !facts.told();
        return new Reason(
                "people",
                missing.isEmpty() ? PEOPLE : nobody ? 0 : PEOPLE / 2,
                PEOPLE,
                facts.contacts() + (facts.contacts() == 1 ? " person" : " people") + " in the runbook",
                missing);
    }

    private static Reason drills(ReadinessFacts facts) {
        int scheduled = 4;
        int points = DRILLS;
        List<Remedy> missing = new ArrayList<>();
        if (!facts.drillsScheduled()) {
            points -= scheduled;
            missing.add(new Remedy("no drill runs by itself", "name one under drills; lifeboat schedules apply"));
        }
        ReadinessFacts.LastDrill last = facts.lastDrill();
        String found;
        if (last == null) {
            found = facts.unread().isEmpty() ? "there was no drill" : "nobody knows of a drill";
            points -= DRILLS - scheduled;
            missing.add(
                    facts.unread().isEmpty()
                            ? new Remedy("how long a recovery takes is not known", "lifeboat drill")
                            : new Remedy(notRead(facts.unread()), "lifeboat doctor; lifeboat drill"));
        } else if (!last.proven()) {
            found = "the last drill did not bring its set back";
            points -= DRILLS - scheduled;
            missing.add(new Remedy(found, "lifeboat report show " + last.run()));
        } else {
            found = "the last drill brought its set back"
                    + (last.missed().isEmpty() ? " within all budgets" : ", and not in time");
            points -= last.missed().isEmpty() ? 0 : (DRILLS - scheduled) / 2;
            last.missed().forEach(what -> missing.add(new Remedy(what, "lifeboat report show " + last.run())));
        }
        return new Reason("drills", points, DRILLS, found, missing);
    }

    private static String notRead(List<String> stores) {
        return "marks and reports of " + String.join(", ", stores) + " cannot be read";
    }

    private static Reason full(String name, int of, String found) {
        return new Reason(name, of, of, found, List.of());
    }

    private static Reason reason(String name, int points, int of, String found, String what, String command) {
        return new Reason(name, points, of, found, List.of(new Remedy(what, command)));
    }
}

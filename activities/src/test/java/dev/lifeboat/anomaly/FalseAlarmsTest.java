package dev.lifeboat.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How often a year of a healthy database raises an alarm, and whether the same database raises one when half of a table goes
 * or is encrypted. docs/anomalies.md has these figures.
 */
class FalseAlarmsTest {
    private static final int YEARS = 20;
    private static final int DAYS = 365;
    /** What has to be there before the cycle of a week is known. */
    private static final int LEARNING = 8;

    /** How a table behaves: rows on a day. */
    enum Pattern {
        /** Users and orders: half a per cent more each day. */
        GROWTH(0) {
            @Override
            double rows(int day, double yesterday, Random random) {
                return 20_000 * Math.pow(1.005, day) * (1 + 0.005 * random.nextGaussian());
            }
        },
        /** Five times as much on work days: sessions, jobs. */
        WEEKLY_CYCLE(0) {
            @Override
            double rows(int day, double yesterday, Random random) {
                return (day % 7 >= 5 ? 4_000 : 20_000) * (1 + 0.05 * random.nextGaussian());
            }
        },
        /** Grows day by day, and what is older than a week goes on Sunday. */
        RETENTION(0) {
            @Override
            double rows(int day, double yesterday, Random random) {
                return 20_000 * (7 + day % 7) * (1 + 0.03 * random.nextGaussian());
            }
        },
        /** Every tenth day or so a file is loaded that makes a table up to 15 % larger. */
        BULK_LOADS(0.002) {
            @Override
            double rows(int day, double yesterday, Random random) {
                double rows = day == 0 ? 100_000 : yesterday;
                return random.nextInt(10) == 0 ? rows * (1 + 0.15 * random.nextDouble()) : rows;
            }
        },
        /** A table of logins that scatters by a tenth from day to day. */
        RESTLESS(0.011) {
            @Override
            double rows(int day, double yesterday, Random random) {
                return 20_000 * (1 + 0.1 * random.nextGaussian());
            }
        },
        /** As above, by a quarter: nothing holds it but itself. */
        VERY_RESTLESS(0.017) {
            @Override
            double rows(int day, double yesterday, Random random) {
                return Math.max(100, 20_000 * (1 + 0.25 * random.nextGaussian()));
            }
        };

        private final double mostOften;

        Pattern(double mostOften) {
            this.mostOften = mostOften;
        }

        abstract double rows(int day, double yesterday, Random random);
    }

    @ParameterizedTest
    @EnumSource
    void aHealthyDatabaseSeldomRaisesAnAlarm(Pattern pattern) {
        int alarms = 0;
        int looks = 0;
        for (int year = 0; year < YEARS; year++) {
            Random random = new Random(1000 + year);
            Days days = new Days();
            double rows = 0;
            for (int day = 0; day < DAYS; day++) {
                rows = pattern.rows(day, rows, random);
                set(days, rows, day, random);
                if (day >= LEARNING) {
                    looks++;
                    alarms += days.look().isEmpty() ? 0 : 1;
                }
                days.day();
            }
        }
        double rate = (double) alarms / looks;
        assertThat(rate).as("%d alarms in %d sets", alarms, looks).isLessThanOrEqualTo(pattern.mostOften);
    }

    @ParameterizedTest
    @EnumSource
    void theSameDatabaseRaisesOneWhenItsSteadyTableIsHalvedOrEncrypted(Pattern pattern) {
        for (int year = 0; year < YEARS; year++) {
            Random random = new Random(2000 + year);
            Days days = new Days();
            double rows = 0;
            for (int day = 0; day < 30; day++) {
                rows = pattern.rows(day, rows, random);
                set(days, rows, day, random);
                days.day();
            }
            days.table("public.users", 5_000);
            assertThat(tables(days.look())).as("halved").contains("public.users");
            days.table("public.users", 10_000, 10_000 * Days.BYTES_A_ROW, 1.3);
            assertThat(tables(days.look())).as("encrypted").contains("public.users");
        }
    }

    private static List<String> tables(List<AnomalyFinding> findings) {
        return findings.stream().map(finding -> String.valueOf(finding.table())).toList();
    }

    /** The table beside a steady one of twice its size, as databases are. */
    private static void set(Days days, double count, int day, Random random) {
        long rows = Math.round(count);
        long bytes = Math.round(rows * Days.BYTES_A_ROW * (1 + 0.02 * random.nextGaussian()));
        days.table("public.pattern", rows, bytes, 4 + 0.1 * random.nextGaussian(), "id integer");
        days.table("public.users", 10_000 + day, (10_000 + day) * Days.BYTES_A_ROW, 4, "id integer");
        days.table("public.archive", 200_000, 200_000 * Days.BYTES_A_ROW, 4, "id integer");
    }
}

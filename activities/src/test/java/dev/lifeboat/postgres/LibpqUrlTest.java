package dev.lifeboat.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibpqUrlTest {
    @Test
    void readsEveryPartAndItsEscapes() {
        LibpqUrl url = LibpqUrl.parse("postgresql://us%40er:p%3Aa+s%25s@db.example:6543/my%20db?sslmode=verify-full"
                + "&connect_timeout=3&application_name=x");

        assertThat(url.user()).isEqualTo("us@er");
        assertThat(url.password().value()).isEqualTo("p:a+s%s");
        assertThat(url.hosts()).containsExactly(new LibpqUrl.Host("db.example", 6543));
        assertThat(url.database()).isEqualTo("my db");
        assertThat(url.properties())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("connectTimeout", "3")
                .containsEntry("PGDBNAME", "my db");
        assertThat(url.environment())
                .containsEntry("PGPASSWORD", "p:a+s%s")
                .containsEntry("PGSSLMODE", "verify-full")
                .containsEntry("PGDATABASE", "my db");
        assertThat(LibpqUrl.parse(url.reveal())).isEqualTo(url);
    }

    @Test
    void fillsInWhatLibpqFillsIn() {
        LibpqUrl url = LibpqUrl.parse("postgres://me@/");

        assertThat(url.place()).isEqualTo("localhost:5432/me");
    }

    @Test
    void readsSeveralHostsAndIpv6() {
        LibpqUrl url = LibpqUrl.parse("postgresql://me@[::1]:5433,other/db?target_session_attrs=read-write");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5433,other:5432/");
        assertThat(url.environment()).containsEntry("PGHOST", "::1,other").containsEntry("PGPORT", "5433,5432");
        assertThat(url.properties()).containsEntry("targetServerType", "primary");
    }

    @Test
    void trustsTheSystemsCertificatesWhenAsked() {
        LibpqUrl url = LibpqUrl.parse("postgresql://me@h/db?sslmode=verify-full&sslrootcert=system");

        assertThat(url.properties()).containsKey("sslfactory").doesNotContainKey("sslrootcert");
    }

    @Test
    void neverPrintsThePassword() {
        LibpqUrl url = LibpqUrl.parse("postgresql://me:hunter2@h/db?sslmode=require");

        assertThat(url).hasToString("postgresql://me:***@h:5432/db?sslmode=require");
        assertThat(url.place()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jdbc:postgresql://u:hunter2@h/db",
                "host=h password=hunter2",
                "postgresql://u:hunter2@h:99999/db",
                "postgresql://u:hunter2@h:x/db",
                "postgresql://:hunter2@h/db",
                "postgresql://u:hunter2%zz@h/db",
                "postgresql://u:hunter2@h/db?sslmod=require",
                "postgresql://u:hunter2@h/db?sslmode",
                "postgresql://u:hunter2@h/db?sslmode=require&sslmode=disable",
                "postgresql://u:hunter2@h/db?host=/var/run/postgresql",
                "postgresql://u:hunter2#3@h/db"
            })
    void refusesWhatItDoesNotUnderstandWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> LibpqUrl.parse(text))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageNotContaining("hunter2");
    }
}

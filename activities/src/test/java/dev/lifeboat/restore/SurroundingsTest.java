package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a set's objects refer to on a server, where another server does not have it, or not alike. */
@Timeout(120)
class SurroundingsTest {
    @TempDir
    Path folder;

    @Test
    void indexesOfACollationInAnotherVersionAreNamed() throws Exception {
        OddSystem system = new OddSystem(folder, "", """
                CREATE COLLATION odd_german (provider = icu, locale = 'de-u-co-phonebk');
                CREATE TABLE t (a text COLLATE "sv-x-icu" PRIMARY KEY, b text COLLATE odd_german, c text);
                CREATE INDEX t_b ON t (b); CREATE INDEX t_upper ON t (upper(c) COLLATE "sv-x-icu"); CREATE INDEX t_c ON t (c);
                INSERT INTO t VALUES ('x', 'y', 'z');
                UPDATE pg_collation SET collversion = '0.1' WHERE collname IN ('sv-x-icu', 'odd_german');
                """);
        assertThat(system.plan(Rights.ALL).warnings())
                .filteredOn(warning -> warning.startsWith("collation "))
                .singleElement()
                .asString()
                .startsWith("collation pg_catalog.sv-x-icu has version ")
                .contains(" on the target, 0.1 at the source");
        system.restoreAtOnce();
        assertThat(system.notes)
                .anySatisfy(note -> assertThat(note)
                        .startsWith("collation pg_catalog.sv-x-icu has version ")
                        .endsWith("built for the target's: public.t_pkey, public.t_upper"))
                .anySatisfy(note -> assertThat(note)
                        .startsWith("collation public.odd_german ")
                        .endsWith("target's: public.t_b"));
    }

    @Test
    void tablesOfAMissingTablespaceGoToTheDatabasesOwn() throws Exception {
        OddServer other = OddServer.another("without-tablespace");
        OddSystem system = new OddSystem(OddServer.base(), other, folder, "", """
                SET allow_in_place_tablespaces = on; CREATE TABLESPACE "far away" LOCATION '';
                CREATE TABLE t (a int PRIMARY KEY) TABLESPACE "far away"; INSERT INTO t VALUES (1);
                """);
        assertThat(system.plan(Rights.ALL).warnings())
                .anySatisfy(warning -> assertThat(warning).startsWith("tablespace far away is not on the target"));
        String target = system.restoreAtOnce();
        assertThat(other.answer(target, "SELECT a, (SELECT reltablespace FROM pg_class WHERE relname = 't') FROM t"))
                .isEqualTo("1 | 0");
    }

    @Test
    void aMissingProviderOfLabelsIsNamedBeforeAnythingIsMade() throws Exception {
        OddSystem system = new OddSystem(folder, "", """
                CREATE TABLE t (a int);
                INSERT INTO pg_seclabel VALUES ('t'::regclass, 'pg_class'::regclass, 0, 'the labeller', 'secret');
                """);
        assertThat(system.plan(Rights.ALL).blockers())
                .singleElement()
                .asString()
                .contains("providers of security labels: the labeller");
    }
}

package dev.lifeboat.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.LifeboatException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableOfContentsTest {
    private static final String HEADER = """
            ;
            ; Archive created at 2025-01-14 02:00:00 UTC
            ;     dbname: odd
            ;
            ; Selected TOC Entries:
            ;
            """;

    @Test
    void readsTypesOfSeveralWordsAndDependencies() {
        List<TableOfContents.Line> lines = TableOfContents.parse(HEADER + """
                3; 2615 2200 SCHEMA - public postgres
                209; 1259 16386 TABLE public odd name; with a semicolon postgres
                ;	depends on: 3
                3340; 2606 16402 FK CONSTRAINT public a a_b_fkey postgres
                ;	depends on: 209 3190 210
                3350; 0 16386 ROW SECURITY public odd postgres
                3351; 0 0 ACL - TABLE odd postgres
                ;	depends on: 209
                """);

        assertThat(lines).hasSize(5);
        assertThat(lines.get(1).type()).isEqualTo("TABLE");
        assertThat(lines.get(1).label()).isEqualTo("public odd name; with a semicolon postgres");
        assertThat(lines.get(2).type()).isEqualTo("FK CONSTRAINT");
        assertThat(lines.get(2).dependsOn()).containsExactly(209, 3190, 210);
        assertThat(lines.get(3))
                .satisfies(line -> assertThat(line.type()).isEqualTo("ROW SECURITY"))
                .satisfies(line -> assertThat(line.catalog()).isZero())
                .satisfies(line -> assertThat(line.object()).isEqualTo(16386));
        assertThat(lines.get(4).dependsOn()).containsExactly(209);
    }

    @Test
    void refusesALineThatItDoesNotKnowRatherThanLoseAnObject() {
        assertThatThrownBy(() -> TableOfContents.parse(HEADER + "a table, surely\n"))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("a line that is not known");
    }
}

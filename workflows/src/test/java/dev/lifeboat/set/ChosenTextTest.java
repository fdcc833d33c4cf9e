package dev.lifeboat.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.restore.Selection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChosenTextTest {
    @Test
    void takesAThousandNamesOfTablesAndRefusesTenThousand() {
        assertThat(request(SetContent.of(Form.ARCHIVE, names(1_000))).content().tables())
                .hasSize(1_000);
        assertThat(new Selection(true, names(1_000)).tables()).hasSize(1_000);

        // A set that holds so many can be read: only a run of them is refused.
        SetContent many = SetContent.of(Form.ARCHIVE, names(10_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(many))
                .withMessageContaining("10000 tables")
                .withMessageContaining("take everything");
        assertThatIllegalArgumentException().isThrownBy(() -> new Selection(true, names(10_000)));
    }

    @Test
    void countsConditionsToo() {
        TreeMap<String, String> where = new TreeMap<>();
        where.put("public.users", "id in (" + "1, ".repeat(30_000) + "1)");
        SetContent content = new SetContent(Form.ARCHIVE, true, true, List.of(), where);

        assertThatIllegalArgumentException().isThrownBy(() -> request(content)).withMessageContaining("characters");
    }

    private static BackupRequest request(SetContent content) {
        return new BackupRequest(
                new Samples().runbook(), "0f".repeat(32), BackupMode.DAILY, null, null, false, content, false);
    }

    private static List<String> names(int number) {
        return IntStream.range(0, number)
                .mapToObj(table -> "public.a_table_with_a_name_of_forty_chars_" + table)
                .toList();
    }
}

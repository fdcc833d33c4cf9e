package dev.lifeboat.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.lifeboat.backup.BackupProgress;
import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.copy.CopyReport;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.repair.RepairPlan;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.retention.CleanedStore;
import dev.lifeboat.rollback.RollbackPlan;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.verify.VerifyReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people and scripts read calls one thing by one name; what earlier versions wrote is still understood. */
class NamesInReportsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            classes = {
                BackupReport.class,
                BackupProgress.class,
                VerifyReport.class,
                CopyReport.class,
                RestoreReport.class,
                RestorePlan.class,
                RestoreProgress.class,
                DrillReport.class,
                RepairReport.class,
                RepairPlan.class,
                RollbackReport.class,
                RollbackPlan.class
            })
    void aSetIsCalledSet(Class<?> report) {
        assertThat(names(report)).contains("set").doesNotContain("setId");
    }

    @Test
    void bytesOfAStoreAreNotCalledLikeThoseOfRows() {
        assertThat(names(CopyReport.class)).contains("storedBytes").doesNotContain("bytes");
        assertThat(names(CleanedStore.class)).contains("storedBytes").doesNotContain("bytes");
        assertThat(names(BackupReport.class)).contains("storedBytes", "bytes");
    }

    @Test
    void earlierNamesAreStillRead() throws Exception {
        String earlier = "{\"step\":\"done\",\"setId\":\"daily/a\",\"attempt\":1}";
        BackupProgress read = JSON.readValue(earlier, BackupProgress.class);
        assertThat(read.setId()).isEqualTo("daily/a");
        assertThat(JSON.readValue(JSON.writeValueAsString(read), BackupProgress.class))
                .isEqualTo(read);
        String cleaned = "{\"store\":\"primary\",\"bytes\":7,\"warnings\":[]}";
        assertThat(JSON.readValue(cleaned, CleanedStore.class).bytes()).isEqualTo(7);
    }

    private static List<String> names(Class<?> report) {
        JavaType type = JSON.constructType(report);
        return JSON.getSerializationConfig().introspect(type).findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .toList();
    }
}

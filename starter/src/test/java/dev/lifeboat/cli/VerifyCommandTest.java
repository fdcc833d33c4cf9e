package dev.lifeboat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyCommandTest {
    private static final int DOWN = ErrorCode.STORE_UNAVAILABLE.exitCode();
    private static final int CORRUPT = ErrorCode.SET_CORRUPT.exitCode();

    @Test
    void anErrorInOneStoreIsNotHiddenByAWarningInAnother() {
        assertThat(VerifyCommand.exitCode(List.of(3, DOWN))).isEqualTo(DOWN);
        assertThat(VerifyCommand.exitCode(List.of(DOWN, 3))).isEqualTo(DOWN);
    }

    @Test
    void theFirstErrorSaysHowItEnded() {
        assertThat(VerifyCommand.exitCode(List.of(0, CORRUPT, DOWN))).isEqualTo(CORRUPT);
        assertThat(VerifyCommand.exitCode(List.of(DOWN, CORRUPT))).isEqualTo(DOWN);
    }

    @Test
    void warningsCountWhereNothingFailed() {
        assertThat(VerifyCommand.exitCode(List.of(0, 3))).isEqualTo(3);
        assertThat(VerifyCommand.exitCode(List.of(0, 0))).isZero();
    }
}

package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCountTest {
    @ParameterizedTest
    @CsvSource({"256MiB,268435456", "1GB,1000000000", "4096,4096", "64 KiB,65536", "0,0", "3TiB,3298534883328"})
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(ByteCount.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "1.5GiB", "many", "1XB", "99999999999999999999", "999999999999999TiB", "5i", "5iB"})
    void refusesWhatIsNotASize(String text) {
        assertThatThrownBy(() -> ByteCount.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"256MiB", "1GiB", "1000", "0", "5TiB"})
    void writesWhatItReads(String text) {
        assertThat(ByteCount.parse(ByteCount.parse(text).toString())).isEqualTo(ByteCount.parse(text));
    }

    @Test
    void showsOneDecimalToPeople() {
        assertThat(new ByteCount(1536).human()).isEqualTo("1.5 KiB");
        assertThat(new ByteCount(12).human()).isEqualTo("12 B");
    }
}

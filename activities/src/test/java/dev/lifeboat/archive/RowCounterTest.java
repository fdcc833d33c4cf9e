package dev.lifeboat.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the text is cut into blocks, its rows are the same; bytes that resemble a line feed are none. */
class RowCounterTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 64, 1000, 65_536})
    void countsAndHashesTheSameRowsInBlocksOfAnySize(int most) {
        Random random = new Random(most);
        byte[] text = new byte[50_000];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte)
                    switch (random.nextInt(12)) {
                        case 0 -> '\n';
                        case 1 -> '\n' | 0x80;
                        case 2 -> '\n' + 1;
                        case 3 -> '\n' - 1;
                        case 4 -> 0;
                        default -> random.nextInt(256);
                    };
        }
        RowHash expected = new RowHash();
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                expected.add(text, start, i + 1 - start);
                start = i + 1;
            }
        }
        if (start < text.length) {
            expected.add(text, start, text.length - start);
        }

        RowCounter counter = new RowCounter();
        int offset = 0;
        while (offset < text.length) {
            int length = Math.min(1 + random.nextInt(most), text.length - offset);
            counter.accept(text, offset, length);
            offset += length;
        }
        counter.finish();

        assertThat(counter.bytes()).isEqualTo(text.length);
        assertThat(counter.hash().rows()).isEqualTo(expected.rows());
        assertThat(counter.hash().hex()).isEqualTo(expected.hex());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\n", "a", "\n\n\n", "12345678\n", "1234567\n12345678"})
    void endsALastRowWithoutALineFeed(String text) {
        RowCounter counter = new RowCounter();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        counter.accept(bytes, 0, bytes.length);
        counter.finish();

        assertThat(counter.hash().rows()).isEqualTo(text.lines().count());
    }
}

package dev.lifeboat.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunIdsTest {
    @Test
    void plainNamesStandAsTheyAre() {
        assertThat(RunIds.restore("shop", "shop_restored")).isEqualTo("restore/shop/shop_restored");
        assertThat(RunIds.copy("shop", "daily/2026-01-04", "far")).isEqualTo("copy/shop/daily_2026-01-04-far");
    }

    @Test
    void namesThatAreNotAlikeHaveIdsThatAreNot() {
        assertThat(RunIds.restore("shop", "zur\u00fcck"))
                .matches("restore/shop/zur_ck-[0-9a-f]+")
                .isNotEqualTo(RunIds.restore("shop", "zur\u00f6ck"));
        assertThat(RunIds.restore("shop", "a".repeat(81) + "b"))
                .isNotEqualTo(RunIds.restore("shop", "a".repeat(81) + "c"))
                .hasSizeLessThan(110);
    }
}

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

    @Test
    void knowsTheRunThatAWorkflowWorksFor() {
        String restore = RunIds.restore("shop", "shop_new");
        assertThat(RunIds.runOf(restore)).isEqualTo(restore);
        assertThat(RunIds.runOf(RunIds.phase(restore, "auth"))).isEqualTo(restore);
        assertThat(RunIds.runOf(restore + "/auth/load-200")).isEqualTo(restore);
        assertThat(RunIds.runOf("backup/shop/daily-2026-11-22T02:00:00Z/1-2"))
                .isEqualTo("backup/shop/daily-2026-11-22T02:00:00Z");
        assertThat(RunIds.runOf("bisect/shop/2026-11-22T02-00-00/daily-2026-11-21"))
                .isEqualTo("bisect/shop/2026-11-22T02-00-00");
        String desk = RunIds.noticeDesk("lifeboat", "shop", "chat");
        assertThat(RunIds.runOf(desk)).as("nothing is above it").isEqualTo(desk);
    }

    @Test
    void knowsThePhaseThatAWorkflowWorksFor() {
        String restore = RunIds.restore("shop", "shop_new");
        assertThat(RunIds.phaseOf(RunIds.phase(restore, "auth"))).isEqualTo("auth");
        assertThat(RunIds.phaseOf(restore + "/auth/load-200")).isEqualTo("auth");
        assertThat(RunIds.phaseOf(restore)).isNull();
        assertThat(RunIds.phaseOf("backup/shop/daily-2026-11-22T02:00:00Z/1-2")).isNull();
    }
}

package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.fake.Notifying;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.NoticeRoute;
import dev.lifeboat.runbook.Notify;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which channels get which notices (K3). */
class RoutingTest {
    private static Notify notify(List<NoticeRoute> routes, List<String> fallback) {
        return Notifying.over(
                        ChannelKind.EMAIL,
                        ChannelKind.SLACK,
                        ChannelKind.WEBHOOK,
                        ChannelKind.PAGERDUTY,
                        ChannelKind.HEALTHCHECKS)
                .by(routes.toArray(NoticeRoute[]::new))
                .orBy(fallback.toArray(String[]::new))
                .asNotify();
    }

    private static Notice notice(NoticeEvent event, Severity severity, @Nullable Contact to) {
        return new Notice("1", Instant.EPOCH, "shop", "run", event, severity, "k", "s", "t", List.of(), to);
    }

    private static List<String> targets(NoticeEvent event, Severity severity, NoticeRoute... routes) {
        return new Routing(notify(List.of(routes), List.of())).targets(notice(event, severity, null));
    }

    private static NoticeRoute route(@Nullable Severity severity, String event, String... to) {
        return new NoticeRoute(List.of(event), severity, List.of(to));
    }

    @Test
    void goesEverywhereWhereNoRouteSaysOtherwiseAndWakesOnlyForWhatIsCritical() {
        assertThat(targets(NoticeEvent.BACKUP_ALARM, Severity.CRITICAL))
                .containsExactly("email", "slack", "webhook", "pagerduty");
        assertThat(targets(NoticeEvent.HEALTH_PROBLEM, Severity.WARNING)).containsExactly("email", "slack", "webhook");
        assertThat(targets(NoticeEvent.BACKUP_FAILED, Severity.CRITICAL))
                .containsExactly("email", "slack", "webhook", "pagerduty", "healthchecks");
    }

    @Test
    void closesAtPagerDutyWhatWasOpenedThereAndPingsEachRun() {
        assertThat(targets(NoticeEvent.BACKUP_COMPLETED, Severity.INFO, route(null, "*", "email")))
                .containsExactly("email", "pagerduty", "healthchecks");
        assertThat(targets(NoticeEvent.BACKUP_STARTED, Severity.INFO)).containsExactly("healthchecks");
        assertThat(targets(NoticeEvent.DECISION_MADE, Severity.INFO)).containsExactly("pagerduty");
        assertThat(targets(NoticeEvent.AUDIT_CLEAN, Severity.INFO)).containsExactly("pagerduty");
    }

    @Test
    void goesWhereTheFirstFittingRouteSays() {
        NoticeRoute recoveries = route(null, "recovery_*", "slack");
        NoticeRoute silence = route(null, "verification_completed");
        NoticeRoute loud = new NoticeRoute(List.of(), Severity.CRITICAL, List.of("email", "pagerduty"));
        assertThat(targets(NoticeEvent.RECOVERY_FAILED, Severity.CRITICAL, recoveries, loud))
                .containsExactly("slack");
        assertThat(targets(NoticeEvent.BACKUP_ALARM, Severity.CRITICAL, recoveries, loud))
                .containsExactly("email", "pagerduty");
        assertThat(targets(NoticeEvent.VERIFICATION_COMPLETED, Severity.INFO, silence))
                .as("nobody but the machines that count")
                .containsExactly("pagerduty", "healthchecks");
        assertThat(targets(NoticeEvent.HEALTH_PROBLEM, Severity.WARNING, loud))
                .as("too quiet for the route")
                .containsExactly("email", "slack", "webhook");
    }

    @Test
    void writesAnEscalationToTheContactEvenWhereMailIsNotRouted() {
        Contact ada = new Contact("ada", null, "ada@example.com", null, null);
        Contact bob = new Contact("bob", null, null, "+49", null);
        Routing routing = new Routing(notify(List.of(route(null, "*", "slack")), List.of()));
        assertThat(routing.targets(notice(NoticeEvent.PHASE_BUDGET, Severity.CRITICAL, ada)))
                .containsExactly("slack", "email");
        assertThat(routing.targets(notice(NoticeEvent.PHASE_BUDGET, Severity.CRITICAL, bob)))
                .containsExactly("slack");
    }

    @Test
    void fallsToTheNextChannelThatHasNotGotIt() {
        Notice failed = notice(NoticeEvent.BACKUP_FAILED, Severity.CRITICAL, null);
        Routing usual = new Routing(notify(List.of(), List.of()));
        assertThat(usual.insteadOf(failed, List.of("email"))).isEqualTo("slack");
        assertThat(usual.insteadOf(failed, List.of("email", "slack", "webhook")))
                .isEqualTo("pagerduty");
        assertThat(usual.insteadOf(failed, List.of("email", "slack", "webhook", "pagerduty")))
                .as("a check says nothing")
                .isNull();
        Routing own = new Routing(notify(List.of(), List.of("webhook", "email")));
        assertThat(own.insteadOf(failed, List.of("slack"))).isEqualTo("webhook");
        assertThat(own.insteadOf(failed, List.of("slack", "webhook", "email"))).isNull();
    }

    @Test
    void nobodyStandsInForWhatOnlyAMachineIsTold() {
        Routing routing = new Routing(notify(List.of(), List.of()));
        Notice done = notice(NoticeEvent.BACKUP_COMPLETED, Severity.INFO, null);
        Notice failed = notice(NoticeEvent.BACKUP_FAILED, Severity.CRITICAL, null);
        assertThat(routing.needsStandIn(done, "healthchecks")).isFalse();
        assertThat(routing.needsStandIn(failed, "healthchecks")).isFalse();
        assertThat(routing.needsStandIn(done, "pagerduty")).isFalse();
        assertThat(routing.needsStandIn(failed, "pagerduty")).isTrue();
        assertThat(routing.needsStandIn(done, "webhook")).isTrue();
    }

    @Test
    void everyMatterThatIsOpenedByARunOfItsOwnKindIsResolvedToo() {
        assertThat(targets(NoticeEvent.GATES_HOLD, Severity.INFO)).containsExactly("pagerduty");
        assertThat(targets(NoticeEvent.DRILL_DECIDED, Severity.INFO)).containsExactly("pagerduty");
    }
}

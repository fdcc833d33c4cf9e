package dev.lifeboat.doctor;

import dev.lifeboat.notice.ChannelNeeds;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.util.ArrayList;
import java.util.List;

/** Whether people would hear of what happens: there are channels, and what each one needs is there. Sends nothing. */
final class NoticeChecks {
    private static final String CHECK = "notices";

    private NoticeChecks() {}

    static List<Finding> examine(Runbook runbook, Secrets secrets) {
        List<Finding> findings = new ArrayList<>();
        List<Notify.Named> channels = runbook.notifications().all();
        boolean speaks = channels.stream().anyMatch(channel -> channel.kind() != ChannelKind.HEALTHCHECKS);
        if (!speaks) {
            findings.add(Finding.warning(
                    CHECK,
                    "no channel but the log: a backup that fails in the night is told to nobody",
                    "name one under notify: docs/notifications.md has an example of each"));
        }
        for (Notify.Named channel : channels) {
            String check = "channel " + channel.name();
            findings.add(Doctor.guarded(check, () -> {
                ChannelNeeds.check(channel, secrets);
                return channel.settings().insecure()
                        ? Finding.warning(
                                check,
                                "messages may go over the network in plain text (insecure: true)",
                                "use https or TLS, and remove it")
                        : Finding.ok(check, channel.kind().wireName() + "; `lifeboat notify test` tries it");
            }));
        }
        people(runbook, channels, findings);
        return findings;
    }

    private static void people(Runbook runbook, List<Notify.Named> channels, List<Finding> findings) {
        boolean mail = channels.stream().anyMatch(channel -> channel.kind() == ChannelKind.EMAIL);
        List<String> unreachable = runbook.people().contacts().stream()
                .filter(contact -> runbook.people().escalation().contains(contact.name()))
                .filter(contact -> contact.email() == null || !mail)
                .map(Contact::name)
                .toList();
        if (!unreachable.isEmpty() && !channels.isEmpty()) {
            findings.add(Finding.warning(
                    CHECK,
                    "an escalation reaches " + String.join(", ", unreachable)
                            + " only as everybody else: no own address, or no channel that writes mail",
                    "name people.contacts.email and notify.email"));
        }
    }
}

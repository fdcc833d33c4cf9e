package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.MailSecurity;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail (K3), read as a receiver reads it. */
class EmailChannelTest {
    private static final String PASSWORD = "hunter2";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("SMTP_USER", "lifeboat", "SMTP_PASSWORD", PASSWORD, "WRONG", "wrong");

    @TempDir
    static Path folder;

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Properties more = new Properties();

    @BeforeEach
    void start() {
        mail.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    private int port() {
        return mail.getSmtp().getPort();
    }

    private static ChannelSettings settings(int port, MailSecurity security, @Nullable String password) {
        return settings("localhost", port, security, password);
    }

    private static ChannelSettings settings(String host, int port, MailSecurity security, @Nullable String password) {
        return new ChannelSettings(
                ChannelKind.EMAIL,
                null,
                null,
                null,
                host,
                port,
                security,
                password == null ? null : "env:SMTP_USER",
                password,
                "lifeboat@example.com",
                List.of("oncall@example.com", "dba@example.com"),
                null,
                false);
    }

    private void send(ChannelSettings settings, Notice notice) {
        TestNotices.activities(ENVIRONMENT, more).send(notice, "one", TestNotices.notify(settings));
    }

    private MimeMessage received() {
        return mail.getReceivedMessages()[0];
    }

    private static List<String> to(Message message) throws Exception {
        return Arrays.stream(message.getRecipients(Message.RecipientType.TO))
                .map(Address::toString)
                .toList();
    }

    private static String part(Message message, int number) throws Exception {
        return ((MimeMultipart) message.getContent())
                .getBodyPart(number)
                .getContent()
                .toString()
                .replace("\r\n", "\n");
    }

    @Test
    void writesTextAndHtmlToEverybody() throws Exception {
        send(settings(port(), MailSecurity.NONE, null), TestNotices.failed());
        assertThat(mail.getReceivedMessages()).as("one for each").hasSize(2);
        MimeMessage message = received();
        assertThat(message.getSubject()).isEqualTo("shop: backup daily FAILED");
        assertThat(message.getFrom()[0]).hasToString("lifeboat@example.com");
        assertThat(to(message)).containsExactly("oncall@example.com", "dba@example.com");
        assertThat(message.getMessageID()).isEqualTo("<0f1e2d3c@lifeboat>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(part(message, 0))
                .contains(
                        "STORE_REFUSED: read-only\nmode: daily",
                        "https://boat.example.com/runs/backup%2Fshop%2Fdaily-1");
        assertThat(part(message, 1)).contains("<b>action</b>", "lifeboat backup", "<a href=\"https://boat.example.com");
    }

    @Test
    void writesAnEscalationToTheContactFirst() throws Exception {
        Contact ada = new Contact("ada", null, "ada@example.com", null, null);
        send(
                settings(port(), MailSecurity.NONE, null),
                TestNotices.of(NoticeEvent.PHASE_BUDGET, Severity.CRITICAL, "80 %", "x", List.of(), ada));
        assertThat(to(received())).containsExactly("ada@example.com", "oncall@example.com", "dba@example.com");
        assertThat(part(received(), 0)).contains("to ada: ");
    }

    @Test
    void nothingThatComesFromADatabaseBecomesMarkupOrAHeader() throws Exception {
        Notice hostile = TestNotices.of(
                NoticeEvent.BACKUP_FAILED,
                Severity.CRITICAL,
                "table " + TestNotices.HOSTILE,
                TestNotices.HOSTILE,
                Fact.list("error", TestNotices.HOSTILE),
                null);
        send(settings(port(), MailSecurity.NONE, null), hostile);
        assertThat(mail.getReceivedMessages()).hasSize(2);
        assertThat(received().getHeader("Bcc")).isNull();
        assertThat(received().getSubject()).contains("Bcc: evil@example.com");
        assertThat(part(received(), 1)).doesNotContain("<img").contains("&lt;img src=x onerror=alert(1)&gt;");
    }

    @Test
    void signsInOnlyOverTls() throws Exception {
        mail.setUser("lifeboat@example.com", "lifeboat", PASSWORD);
        mail.getUserManager().setAuthRequired(true);
        try (TlsMailServer server = new TlsMailServer(folder, port(), true)) {
            more.put("mail.smtp.ssl.socketFactory", server.trusting());
            send(settings(server.port(), MailSecurity.STARTTLS, "env:SMTP_PASSWORD"), TestNotices.failed());
            assertThat(server.plain()).contains("STARTTLS").noneMatch(line -> line.startsWith("AUTH"));
        }
        assertThat(received().getSubject()).isEqualTo("shop: backup daily FAILED");
    }

    @Test
    void speaksTlsFromTheFirstByte() throws Exception {
        try (TlsMailServer server = new TlsMailServer(folder, port(), false)) {
            more.put("mail.smtp.ssl.socketFactory", server.trusting());
            send(settings(server.port(), MailSecurity.TLS, null), TestNotices.failed());
        }
        assertThat(received().getSubject()).isEqualTo("shop: backup daily FAILED");
    }

    @Test
    void saysNothingToAServerWithoutTlsOrWithACertificateOfSomebodyElse() throws Exception {
        assertThatThrownBy(
                        () -> send(settings(port(), MailSecurity.STARTTLS, "env:SMTP_PASSWORD"), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE))
                .hasMessageContaining("not safely");
        try (TlsMailServer server = new TlsMailServer(folder, port(), true)) {
            assertThatThrownBy(() -> send(
                            settings(server.port(), MailSecurity.STARTTLS, "env:SMTP_PASSWORD"), TestNotices.failed()))
                    .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE));
            assertThat(server.plain()).noneMatch(line -> line.startsWith("AUTH"));
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void saysNothingToAServerWhoseCertificateIsForAnotherName() throws Exception {
        for (MailSecurity security : List.of(MailSecurity.STARTTLS, MailSecurity.TLS)) {
            try (TlsMailServer server = new TlsMailServer(folder, port(), security == MailSecurity.STARTTLS)) {
                more.put("mail.smtp.ssl.socketFactory", server.trusting());
                assertThatThrownBy(() -> send(
                                settings("127.0.0.1", server.port(), security, "env:SMTP_PASSWORD"),
                                TestNotices.failed()))
                        .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE));
                assertThat(server.plain()).noneMatch(line -> line.startsWith("AUTH"));
            }
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void whatWasTakenIsTakenHoweverTheServerEndsTheTalk() throws Exception {
        try (SilentQuitServer server = new SilentQuitServer()) {
            send(settings(server.port(), MailSecurity.NONE, null), TestNotices.failed());
            assertThat(server.taken()).singleElement().satisfies(taken -> assertThat(taken)
                    .contains("Subject: shop: backup daily FAILED"));
        }
    }

    @Test
    void saysThatThePasswordIsWrongAndNotWhichItIs() {
        mail.setUser("lifeboat@example.com", "lifeboat", PASSWORD);
        mail.getUserManager().setAuthRequired(true);
        assertThatThrownBy(() -> send(settings(port(), MailSecurity.NONE, "env:WRONG"), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_REFUSED))
                .hasMessage("one: the mail server does not take user and password");
    }

    @Test
    void triesAgainWhereNobodyListens() {
        int port = port();
        mail.stop();
        assertThatThrownBy(() -> send(settings(port, MailSecurity.NONE, null), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE))
                .hasMessageContaining("one: the mail server cannot be reached")
                .hasMessageNotContaining("localhost");
    }
}

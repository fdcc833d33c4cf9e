package dev.lifeboat.notice;

import static dev.lifeboat.error.ErrorCode.CHANNEL_REFUSED;
import static dev.lifeboat.error.ErrorCode.CHANNEL_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.MailSecurity;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail, as text and as HTML. A connection that should change to TLS and cannot is given up before a password is said. An
 * escalation goes to the contact's own address, too.
 */
final class EmailChannel implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(EmailChannel.class);
    private static final int SUBMISSION = 587;
    private static final int SUBMISSION_OVER_TLS = 465;
    private static final int PERMANENT = 500;

    private final String channel;
    private final ChannelSettings settings;
    private final Secrets secrets;
    private final Duration patience;
    private final Properties more;

    /** @param more properties beside those that the settings make: a test trusts its own certificate */
    EmailChannel(Notify.Named channel, Secrets secrets, Duration patience, Properties more) {
        this.channel = channel.name();
        this.settings = channel.settings();
        this.secrets = secrets;
        this.patience = patience;
        this.more = more;
    }

    @Override
    public void send(Notice notice, Wording words) {
        String user = settings.user() == null
                ? null
                : secrets.resolve(settings.user()).value();
        String password = settings.password() == null
                ? null
                : secrets.resolve(settings.password()).value();
        Session session = Session.getInstance(properties(user != null));
        try {
            Transport transport = session.getTransport("smtp");
            try {
                MimeMessage message = message(session, notice, words);
                transport.connect(settings.host(), port(), user, password);
                transport.sendMessage(message, message.getAllRecipients());
            } finally {
                quit(transport);
            }
        } catch (AuthenticationFailedException e) {
            throw new LifeboatException(CHANNEL_REFUSED, channel + ": the mail server does not take user and password");
        } catch (MessagingException e) {
            throw failure(e);
        }
    }

    /** What was taken is taken, however the server ends the talk: a failure here would send it a second time. */
    private static void quit(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("event=mail-server-hung-up error={}", e.getClass().getSimpleName());
        }
    }

    private Properties properties(boolean signsIn) {
        MailSecurity security = security();
        String patient = String.valueOf(patience.toMillis());
        Properties properties = new Properties();
        properties.putAll(more);
        properties.setProperty("mail.smtp.connectiontimeout", patient);
        // Some look into a mail before they say that they took it; who asks too soon sends it twice.
        properties.setProperty("mail.smtp.timeout", String.valueOf(2 * patience.toMillis()));
        properties.setProperty("mail.smtp.writetimeout", patient);
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.auth", String.valueOf(signsIn));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(security == MailSecurity.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(security == MailSecurity.STARTTLS));
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(security == MailSecurity.TLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        // Those who can be reached are to hear of it, though one address is wrong.
        properties.setProperty("mail.smtp.sendpartial", "true");
        return properties;
    }

    private int port() {
        return Objects.requireNonNullElse(
                settings.port(), security() == MailSecurity.TLS ? SUBMISSION_OVER_TLS : SUBMISSION);
    }

    private MailSecurity security() {
        return Objects.requireNonNullElse(settings.security(), MailSecurity.STARTTLS);
    }

    private MimeMessage message(Session session, Notice notice, Wording words) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                // The same for every try, so that a mail that comes twice is shown once.
                setHeader("Message-ID", "<" + notice.id() + "@lifeboat>");
            }
        };
        message.setFrom(address(Objects.requireNonNull(settings.from(), "the parser sees to it")));
        for (String recipient : recipients(notice)) {
            message.addRecipient(Message.RecipientType.TO, address(recipient));
        }
        message.setSubject(words.subject(), StandardCharsets.UTF_8.name());
        message.setHeader(
                "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(notice.at().atZone(ZoneOffset.UTC)));
        message.setHeader("Auto-Submitted", "auto-generated");
        if (notice.severity() == Severity.CRITICAL) {
            message.setHeader("X-Priority", "1");
        }
        MimeBodyPart text = new MimeBodyPart();
        text.setText(MailBody.text(notice, words), StandardCharsets.UTF_8.name());
        MimeBodyPart html = new MimeBodyPart();
        html.setText(MailBody.html(notice, words), StandardCharsets.UTF_8.name(), "html");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    private List<String> recipients(Notice notice) {
        List<String> recipients = new ArrayList<>(settings.to());
        Contact contact = notice.to();
        if (contact != null && contact.email() != null && !recipients.contains(contact.email())) {
            recipients.add(0, contact.email());
        }
        return recipients;
    }

    private InternetAddress address(String text) throws MessagingException {
        try {
            return new InternetAddress(text, true);
        } catch (AddressException e) {
            throw new LifeboatException(CHANNEL_REFUSED, channel + ": one of its addresses is none");
        }
    }

    /** Servers quote addresses and more in their answers: only the number goes on. */
    private LifeboatException failure(MessagingException thrown) {
        int code = 0;
        for (Exception e = thrown;
                e != null;
                e = e instanceof MessagingException mail ? mail.getNextException() : null) {
            code = Math.max(code, code(e));
        }
        if (code == 0) {
            return new LifeboatException(
                    CHANNEL_UNAVAILABLE,
                    channel + ": the mail server cannot be reached, or not safely: "
                            + root(thrown).getClass().getSimpleName());
        }
        return new LifeboatException(
                code >= PERMANENT ? CHANNEL_REFUSED : CHANNEL_UNAVAILABLE,
                channel + ": the mail server did not take it for everybody (" + code + ")");
    }

    private static int code(Exception e) {
        if (e instanceof SMTPAddressFailedException address) {
            return address.getReturnCode();
        }
        if (e instanceof SMTPSenderFailedException sender) {
            return sender.getReturnCode();
        }
        return e instanceof SMTPSendFailedException send ? send.getReturnCode() : 0;
    }

    private static Exception root(MessagingException thrown) {
        Exception next = thrown.getNextException();
        return next instanceof MessagingException mail ? root(mail) : Objects.requireNonNullElse(next, thrown);
    }
}

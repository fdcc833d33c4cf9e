package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a channel is reached. Which of these a kind takes is checked by the parser. In a runbook a bare reference stands for a
 * channel that has nothing else: the URL, or the key of PagerDuty.
 *
 * @param kind null in a runbook where the channel's name is its kind
 * @param url reference to the URL
 * @param token reference; of ntfy
 * @param key reference; a webhook's messages are signed with it, PagerDuty's integration has it
 * @param host of the mail server
 * @param port of the mail server; null: 587, or 465 with {@link MailSecurity#TLS}
 * @param security of the connection to the mail server; null: {@link MailSecurity#STARTTLS}
 * @param user reference; who signs in at the mail server; null: nobody does
 * @param password reference; its password
 * @param from the sender's address
 * @param to addresses that get every mail
 * @param pings references to URLs of checks, by mode, by {@code drill-NAME}, or by {@code backup}, {@code verify},
 *     {@code drill}, {@code retention}; what is not named here pings {@code url}, if there is one
 * @param insecure whether credentials and messages may go over the network in plain text
 */
public record ChannelSettings(
        @Nullable ChannelKind kind,
        @Nullable String url,
        @Nullable String token,
        @Nullable String key,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable MailSecurity security,
        @Nullable String user,
        @Nullable String password,
        @Nullable String from,
        List<String> to,
        SortedMap<String, String> pings,
        boolean insecure) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public ChannelSettings(
            @JsonProperty("kind") @Nullable ChannelKind kind,
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("token") @Nullable String token,
            @JsonProperty("key") @Nullable String key,
            @JsonProperty("host") @Nullable String host,
            @JsonProperty("port") @Nullable Integer port,
            @JsonProperty("security") @Nullable MailSecurity security,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("password") @Nullable String password,
            @JsonProperty("from") @Nullable String from,
            @JsonProperty("to") @Nullable List<String> to,
            @JsonProperty("pings") @Nullable SortedMap<String, String> pings,
            @JsonProperty("insecure") boolean insecure) {
        this.kind = kind;
        this.url = url;
        this.token = token;
        this.key = key;
        this.host = host;
        this.port = port;
        this.security = security;
        this.user = user;
        this.password = password;
        this.from = from;
        this.to = to == null ? List.of() : List.copyOf(to);
        this.pings = pings == null ? new TreeMap<>() : new TreeMap<>(pings);
        this.insecure = insecure;
    }

    /** A channel that is a reference and nothing else. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ChannelSettings of(String reference) {
        return new ChannelSettings(null, reference, null, null, null, null, null, null, null, null, null, null, false);
    }

    /** The same with other references. */
    public ChannelSettings with(UnaryOperator<String> change) {
        SortedMap<String, String> changed = new TreeMap<>(pings);
        changed.replaceAll((name, reference) -> change.apply(reference));
        return new ChannelSettings(
                kind,
                changed(url, change),
                changed(token, change),
                changed(key, change),
                host,
                port,
                security,
                changed(user, change),
                changed(password, change),
                from,
                to,
                changed,
                insecure);
    }

    private static @Nullable String changed(@Nullable String reference, UnaryOperator<String> change) {
        return reference == null ? null : change.apply(reference);
    }

    /** The same as a channel of this kind, unless it says its kind itself. */
    ChannelSettings as(ChannelKind usual) {
        ChannelKind own = kind == null ? usual : kind;
        boolean bareKey = own == ChannelKind.PAGERDUTY && key == null;
        return new ChannelSettings(
                own,
                bareKey ? null : url,
                token,
                bareKey ? url : key,
                host,
                port,
                security,
                user,
                password,
                from,
                to,
                pings,
                insecure);
    }
}

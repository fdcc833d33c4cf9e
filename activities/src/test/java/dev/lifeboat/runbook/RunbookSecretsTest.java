package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every secret planted here holds the word {@code hunter}. */
class RunbookSecretsTest {
    private static final String URL = "\"env:DATABASE_URL\"";
    private static final String DATABASE = "{ url: \"env:DATABASE_URL\", yield-after: PT20S }";
    private static final String HTTP = "https://app.example.com/health?deep=1";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:hunter2@h/db",
                "postgres://me:hunter2@h/db",
                "POSTGRESQL://me:hunter2@h/db",
                "Postgresql://me:hunter2@h/db",
                "jdbc:postgresql://h/db?user=me&password=hunter2",
                "postgresql://me:hun/ter2hunter@h/db",
                "postgresql://me:hunter@2@h/db",
                "postgresql://me:hunter%32@h/db",
                "postgresql://me@h/db?password=hunter2",
                "postgresql://me@h/db?pass%77ord=hunter2",
                "postgresql://me@h/db?PASSWORD=hunter2",
                "postgresql://me@h/db?sslpassword=hunter2",
                "postgresql://me@h/db?hunter2=x",
                "postgresql://me@h:hunter/db",
                "host=h user=me password = hunter2",
                "host=h user=me password=hunter2",
                "hunter2",
                "env:hunter2 env",
                "env: hunter2",
                "ENV:hunter2",
                "file:postgresql://me:hunter2@h/db"
            })
    void refusesAConnectionWithAPasswordOrThatCannotBeRead(String connection) throws IOException {
        assertThat(refused(RunbookText.broken(URL, "'" + connection + "'")))
                .contains("runbook.yaml:2:18: database.url: ")
                .contains("secrets only as env:NAME or file:PATH");
        assertThat(refused(RunbookText.broken(
                        "\"postgresql://drill@localhost/postgres?sslmode=require\"", "'" + connection + "'")))
                .contains("runbook.yaml:29:15: drill-server: ")
                .contains("secrets only as env:NAME or file:PATH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env:DATABASE_URL", "file:secrets/url", "postgresql://me@h/db?sslmode=require"})
    void acceptsAConnectionWithoutAPassword(String connection) throws IOException {
        assertThat(RunbookFile.load(write(RunbookText.broken(URL, "'" + connection + "'"))))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "file:keys/signing.sec.asc|hunter2|keys.signing",
                "file:keys/backup.sec.asc|-----BEGIN PGP hunter|keys.private[0]",
                "env:KEY_PASSPHRASE|hunter2|keys.passphrase",
                "env:WEBHOOK|https://hooks.example.com/hunter2|notify.webhook"
            })
    void refusesASecretInPlain(String good, String bad, String field) throws IOException {
        assertThat(refused(RunbookText.broken(good, bad)))
                .contains(field + ": ")
                .contains("secrets only as env:NAME or file:PATH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:hunter2@app.example.com/health",
                "https://hunter2@app.example.com/health",
                "HTTPS://me:hunter2@app.example.com/health",
                "https://me:hunter 2@app.example.com/health",
                "https://app.example.com/health?token=hunter2",
                "https://app.example.com/health?x=1&Key=hunter2",
                "https://app.example.com/health?client_secret=hunter2",
                "https://app.example.com/health?password=hunter2",
                "https://app.example.com/health?access_token=hunter2",
                "https://app.example.com/health?apikey=hunter2",
                "https://app.example.com/health?api-key=hunter2",
                "https://app.example.com/health?X-Amz-Signature=hunter2",
                "https://app.example.com/health?to%6ben=hunter2",
                "https://app.example.com/health?sig=hunter2",
                "https://app.example.com/health?x=1;token=hunter2",
                "https://app.example.com/health;token=hunter2/",
                "https://app.example.com/health#access_token=hunter2",
                "https://app.example.com?token=hunter2"
            })
    void refusesACredentialInAUrlThatIsShown(String url) throws IOException {
        assertThat(refused(RunbookText.broken(HTTP, url))).contains("runbook.yaml:20:42: phases[0].gate[1].http: ");
        assertThat(refused(RunbookText.broken("https://status.example.com", url)))
                .contains("people.contacts[0].url: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080/health?deep=true", "https://example.com/a?page=1&sort=-name#top"})
    void acceptsAUrlWithoutACredential(String url) throws IOException {
        assertThat(RunbookFile.load(write(RunbookText.broken(HTTP, url)))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DATABASE|\"postgresql://me:hunter2@h/db\"",
                "DATABASE|[ postgresql://me:hunter2@h/db ]",
                "DATABASE|{ postgresql://me:hunter2@h/db }",
                "DATABASE|{ \"postgresql://me:hunter2@h/db\" }",
                "DATABASE|{ \"postgresql://me:hunter2@h/db\": url }",
                "DATABASE|{ url: [ hunter2 ] }",
                "DATABASE|{ url: { hunter2 } }",
                "DATABASE|{ url: { env: hunter2 } }",
                "DATABASE|{ url: 'env:X', yield-after: hunter2 }",
                "DATABASE|!hunter2 x",
                "DATABASE|&hunter2 x",
                "DATABASE|*hunter2",
                "DATABASE|\"hunter2",
                "DATABASE|'hunter2' hunter3",
                "DATABASE|hunter2: hunter3",
                "DATABASE|[ hunter2",
                "DATABASE|{ url: hunter2",
                "DATABASE|@hunter2",
                "DATABASE|%hunter2",
                "DATABASE|\"hunter\\q\"",
                "DATABASE|\thunter2",
                "DATABASE|]hunter2",
                "DATABASE|!<hunter2",
                "DATABASE|{ ? [ hunter2 ] : x }",
                "file:keys/signing.sec.asc|file:hunter\\0",
                "keys/backup.pub.asc|\"hunter\\x00\"",
                "name: shop|name: hunter 2",
                "PT30M|hunter2",
                "[ shop.orders ]|hunter2",
                "[ shop.orders ]|[ hunter.hunter.hunter ]",
                "[ shop.orders ]|[ hunter2, hunter2 ]",
                "compression: zstd|compression: hunter2",
                "chunk: 256MiB|chunk: hunter2",
                "level: 1|level: hunter2",
                "direct: true|direct: hunter2",
                "equals: 1|equals: { a: hunter2 }",
                "equals: 1|http: 'http://hunter2'",
                "0 2 * * *|hunter2",
                "0 2 * * *|0 2 * * hunter",
                "timezone: UTC|timezone: hunter2",
                "scope: [ everything ]|scope: [ hunter2 ]",
                "form: archive|form: hunter2",
                "mode: weekly|mode: hunter2",
                "  sunday:|  hunter 2:",
                "random-monthly|hunter2",
                "escalation: [ first ]|escalation: [ hunter2 ]",
                "{ notify: stakeholders }|hunter2",
                "kind: filesystem|kind: hunter2",
                "[ keys/backup.pub.asc ]|[ 'file:hunter2' ]",
                "  recipients:|  ? 'hunter 2'\n  : x\n  recipients:"
            })
    void showsNothingOfAValueWhateverIsWrong(String good, String bad) throws IOException {
        refused(RunbookText.broken(good.equals("DATABASE") ? DATABASE : good, bad));
    }

    @Test
    void showsNothingOfAValueWhereTheMappingIsMissing() throws IOException {
        String text = RunbookText.GOOD.replaceAll("(?s)keys:\n.*?archive:", "keys: \"hunter2\"\narchive:");
        assertThat(refused(text))
                .contains("runbook.yaml:5:7: keys: expected a mapping with the keys recipients, signing");
    }

    @Test
    void showsNothingOfAValueWithAControlCharacter() throws IOException {
        assertThat(refused(RunbookText.broken("env:KEY_PASSPHRASE", "hunter2\u0007")))
                .contains("9:23: a control character cannot stand here");
    }

    /** The message; nothing of the secret is in it, nor anywhere in the stack trace with all causes. */
    private String refused(String text) throws IOException {
        Path file = write(text);
        LifeboatException e = catchThrowableOfType(LifeboatException.class, () -> RunbookFile.load(file));
        assertThat(e).as("the runbook is accepted").isNotNull();
        assertThat(e.code()).isEqualTo(ErrorCode.RUNBOOK_INVALID);
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContainIgnoringCase("hunter").doesNotContain("hun/", "ter2");
        assertThat(e.getCause()).isNull();
        return e.getMessage();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("runbook.yaml"), text);
    }
}

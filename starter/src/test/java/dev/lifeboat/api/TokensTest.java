package dev.lifeboat.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.LifeboatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    @TempDir
    Path folder;

    private Tokens tokens;

    @BeforeEach
    void open() {
        tokens = new Tokens(folder);
    }

    @Test
    void knowsItsOwnTokenOnly() {
        String token = tokens.create("ada", Role.ADMIN, Instant.EPOCH);
        assertThat(token).matches("lbt_[0-9a-f]{8}_[0-9a-f]{64}_[0-9a-f]{8}");
        assertThat(tokens.authenticate(token)).contains(new Principal("ada", Role.ADMIN));
        assertThat(tokens.authenticate(token.replace("lbt_", "lbx_"))).isEmpty();
        assertThat(new Tokens(folder.resolve("elsewhere")).authenticate(token)).isEmpty();
    }

    @Test
    void storesHashesOnlyInAFileNobodyElseReads() throws Exception {
        String token = tokens.create("ada", Role.ADMIN, Instant.EPOCH);
        Path file = folder.resolve("tokens.json");
        assertThat(Files.readString(file)).doesNotContain(token).doesNotContain(token.substring(13, 70));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void forgetsARevokedTokenAtOnce() {
        String token = tokens.create("ada", Role.ADMIN, Instant.EPOCH);
        Tokens otherProcess = new Tokens(folder);
        tokens.revoke("ada");
        assertThat(otherProcess.authenticate(token)).isEmpty();
        assertThatThrownBy(() -> tokens.revoke("ada"))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("no token named ada");
    }

    @Test
    void refusesATakenName() {
        tokens.create("ada", Role.ADMIN, Instant.EPOCH);
        assertThatThrownBy(() -> tokens.create("ada", Role.SUPPORT, Instant.EPOCH))
                .hasMessageContaining("there is a token named ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<script>", "../x", "-x"})
    void refusesOddNames(String name) {
        assertThatThrownBy(() -> tokens.create(name, Role.ADMIN, Instant.EPOCH)).isInstanceOf(LifeboatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_", "lbt_", "lbt_00000000_00_00000000", "Bearer x"})
    void refusesWhatIsNoToken(String token) {
        tokens.create("ada", Role.ADMIN, Instant.EPOCH);
        assertThat(tokens.authenticate(token)).isEmpty();
    }
}

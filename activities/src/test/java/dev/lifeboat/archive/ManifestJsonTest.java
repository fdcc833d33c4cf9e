package dev.lifeboat.archive;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.LifeboatException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest of another format is refused as such, before anything in it is believed. */
class ManifestJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"{\"format\": 2}", "{\"format\": \"1\"}", "{}", "[]", "{\"format\": 1.0}"})
    void refusesAFormatThatItDoesNotKnow(String json) {
        assertThatThrownBy(
                        () -> ManifestJson.readManifest(json.getBytes(StandardCharsets.UTF_8), "daily/x/manifest.json"))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("daily/x/manifest.json is of format")
                .hasMessageContaining("this version reads format 1");
    }
}

package dev.lifeboat.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.cli.Lifeboat;
import dev.lifeboat.flow.SearchKeys;
import io.temporal.common.SearchAttributeKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The compose file and the image, as far as they can be checked without a Docker daemon. */
class ComposeTest {
    private static final Path ROOT = Path.of(System.getProperty("lifeboat.root"));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)([^}]*)}");

    private final ComposeFile compose;

    ComposeTest() throws IOException {
        this.compose = new ComposeFile(ROOT);
    }

    @Test
    void startsEveryPartOfTheSystem() {
        assertThat(compose.services().keySet())
                .contains(
                        "temporal-database",
                        "temporal",
                        "temporal-ui",
                        "s3",
                        "source",
                        "source-rows",
                        "target",
                        "worker",
                        "starter");
    }

    @Test
    void dependsOnlyOnServicesThatExistAndCanReachTheirCondition() {
        compose.services()
                .forEach((name, service) -> ComposeFile.dependencies(service).forEach((needed, condition) -> {
                    assertThat(compose.services())
                            .as("%s needs %s", name, needed)
                            .containsKey(needed);
                    JsonNode other = compose.services().get(needed);
                    switch (condition) {
                        case "service_healthy" ->
                            assertThat(ComposeFile.hasHealthCheck(other))
                                    .as("%s waits for the health of %s", name, needed)
                                    .isTrue();
                        case "service_completed_successfully" ->
                            assertThat(other.path("restart").asText())
                                    .as("%s waits for the end of %s", name, needed)
                                    .startsWith("on-failure:");
                        default -> throw new AssertionError(name + " waits for " + needed + " to be " + condition);
                    }
                }));
    }

    @Test
    void publishesPortsOnThisMachineOnlyAndEachOnce() {
        List<String> taken = new ArrayList<>();
        compose.services().forEach((name, service) -> {
            for (String port : ComposeFile.strings(service.path("ports"))) {
                assertThat(port).as(name).matches("127\\.0\\.0\\.1:\\d+:\\d+");
                taken.add(port.substring(0, port.lastIndexOf(':')));
            }
            assertThat(service.path("network_mode").asText()).as(name).isNotEqualTo("host");
        });
        assertThat(taken).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void pinsEveryImage() throws IOException {
        List<String> images = new ArrayList<>();
        compose.services()
                .values()
                .forEach(service -> images.add(service.path("image").asText()));
        compose.instructions("FROM").forEach(from -> images.add(first(from)));
        assertThat(images).allSatisfy(image -> assertThat(image)
                .matches("[a-z0-9./-]+:v?\\d+\\.\\d+\\.?\\d*[A-Za-z0-9._-]*")
                .doesNotContain("latest", "minio"));
    }

    @Test
    void namesOnlyFilesAndVolumesThatExist() throws IOException {
        List<String> volumes = ComposeFile.strings(compose.document().path("volumes"));
        compose.services().forEach((name, service) -> {
            for (String mount : ComposeFile.strings(service.path("volumes"))) {
                String from = mount.substring(0, mount.indexOf(':'));
                if (from.startsWith("./")) {
                    assertThat(ROOT.resolve(from)).as(name).exists();
                    assertThat(mount)
                            .as("%s may not write into the checkout", name)
                            .endsWith(":ro");
                } else {
                    assertThat(volumes).as(name).contains(from);
                }
            }
            if (service.has("build")) {
                assertThat(ROOT.resolve(service.path("build").asText()).resolve("Dockerfile"))
                        .as(name)
                        .exists();
            }
        });
        for (String copy : compose.instructions("COPY")) {
            if (!copy.startsWith("--from")) {
                assertThat(ROOT.resolve(first(copy))).exists();
                assertThat(Files.readAllLines(ROOT.resolve(".dockerignore"))).contains("!" + first(copy));
            }
        }
    }

    @Test
    void takesEverySecretFromTheEnvironmentAndNoneByDefault() throws IOException {
        List<String> example = Files.readAllLines(ROOT.resolve(".env.example"), StandardCharsets.UTF_8);
        Matcher variables = VARIABLE.matcher(compose.text());
        int found = 0;
        while (variables.find()) {
            assertThat(variables.group(2)).as(variables.group(1)).startsWith(":?");
            assertThat(example).contains(variables.group(1) + "=");
            found++;
        }
        assertThat(found).isGreaterThan(5);
        compose.services().forEach((name, service) -> service.path("environment")
                .properties()
                .forEach(entry -> {
                    if (entry.getKey().matches(".*(PASSWORD|PWD|SECRET|ACCESS_KEY|_URL)$")) {
                        assertThat(entry.getValue().asText())
                                .as(name + " " + entry.getKey())
                                .contains("${");
                    }
                }));
        assertThat(Files.readAllLines(ROOT.resolve(".gitignore"))).contains(".env");
    }

    @Test
    void registersTheSearchAttributesThatTheWorkflowsSet() throws IOException {
        String script = Files.readString(ROOT.resolve("deploy/temporal/create-namespace.sh"));
        Matcher names = Pattern.compile("for name in ([A-Za-z ]+);").matcher(script);
        assertThat(names.find()).isTrue();
        assertThat(List.of(names.group(1).split(" ", -1)))
                .containsExactlyInAnyOrderElementsOf(SearchKeys.all().stream()
                        .map(SearchAttributeKey::getName)
                        .toList());
        assertThat(script).contains("--type Keyword", "retention=2160h");
    }

    @Test
    void runsAsNobodyInParticular() throws IOException {
        List<String> users = compose.instructions("USER");
        assertThat(users).isNotEmpty();
        assertThat(users.get(users.size() - 1)).matches("[1-9]\\d*:[1-9]\\d*");
        compose.services().forEach((name, service) -> {
            assertThat(service.path("privileged").asBoolean()).as(name).isFalse();
            assertThat(service.path("user").asText())
                    .as(name)
                    .doesNotStartWith("0")
                    .isNotEqualTo("root");
        });
    }

    @Test
    void startsTheJarThatItBuilt() throws IOException {
        List<String> copies = compose.instructions("COPY").stream()
                .filter(copy -> copy.startsWith("--from=build"))
                .toList();
        assertThat(copies).hasSize(1);
        String jar = copies.get(0).substring(copies.get(0).lastIndexOf(' ') + 1);
        assertThat(jar).endsWith("/lifeboat.jar");
        assertThat(compose.instructions("ENTRYPOINT"))
                .singleElement()
                .satisfies(entry -> assertThat(entry).startsWith("[\"java\"").endsWith("\"-jar\", \"" + jar + "\"]"));
        assertThat(Files.readString(ROOT.resolve("starter/pom.xml"))).contains("/lifeboat.jar</outputFile>");
        assertThat(compose.instructions("HEALTHCHECK")).singleElement().satisfies(check -> assertThat(check)
                .contains("/livez"));
    }

    @Test
    void callsOnlyClassesAndCommandsThatExistWithOptionsThatTheyKnow() throws Exception {
        List<List<String>> commands = new ArrayList<>();
        commands.add(ComposeFile.strings(
                new ObjectMapper().readTree(compose.instructions("CMD").get(0))));
        for (JsonNode service : compose.services().values()) {
            List<String> entrypoint = ComposeFile.strings(service.path("entrypoint"));
            if (service.has("build") && entrypoint.isEmpty()) {
                commands.add(ComposeFile.strings(service.path("command")));
            } else if (service.has("build")) {
                assertThat(Class.forName(entrypoint.get(entrypoint.size() - 1)).getMethod("main", String[].class))
                        .isNotNull();
            }
        }
        assertThat(commands).hasSizeGreaterThan(3).allSatisfy(command -> {
            Class<?> known = Arrays.stream(
                            Lifeboat.class.getAnnotation(Command.class).subcommands())
                    .filter(type -> type.getAnnotation(Command.class).name().equals(command.get(0)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no command " + command.get(0)));
            new CommandLine(known).parseArgs(command.subList(1, command.size()).toArray(String[]::new));
        });
    }

    @Test
    void shellScriptsParse() throws Exception {
        try (var scripts = Files.list(ROOT.resolve("deploy/temporal"))) {
            for (Path script :
                    scripts.filter(path -> path.toString().endsWith(".sh")).toList()) {
                assertThat(exit(List.of("sh", "-n", script.toString())))
                        .as(script.toString())
                        .isZero();
            }
        }
    }

    /** Where Docker's compose is installed, it reads the file too; where it is not, the other tests are all there is. */
    @Test
    void isReadByComposeItselfWhereThatIsInstalled(@TempDir Path folder) throws Exception {
        Path environment = folder.resolve("env");
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve(".env.example"))) {
            lines.add(line.endsWith("=") ? line + "x" : line);
        }
        Files.write(environment, lines);
        if (exit(List.of("docker", "compose", "version")) == 0) {
            assertThat(exit(List.of(
                            "docker",
                            "compose",
                            "--file",
                            ROOT.resolve("docker-compose.yml").toString(),
                            "--env-file",
                            environment.toString(),
                            "--profile",
                            "setup",
                            "config",
                            "--quiet")))
                    .isZero();
        }
    }

    private static String first(String words) {
        return words.substring(0, words.indexOf(' ') < 0 ? words.length() : words.indexOf(' '));
    }

    private static int exit(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            // Not installed.
            return 127;
        }
    }
}

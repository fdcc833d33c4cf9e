package dev.lifeboat.store.azure;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.PublicAccessType;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.StoreLocation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Microsoft's emulator of Blob Storage in a process of its own, which all tests of a JVM share; each has containers of its own. */
public final class Azurite {
    private static final String ACCOUNT = "lifeboat";
    private static final String KEY =
            Base64.getEncoder().encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
    private static final String LISTENS = "successfully listens on ";

    private final String address;

    private Azurite(String address) {
        this.address = address;
    }

    private static final class Shared {
        static final Azurite INSTANCE = start();
    }

    public static Azurite get() {
        return Shared.INSTANCE;
    }

    private static Azurite start() {
        Path program = Path.of(
                System.getProperty("lifeboat.root"),
                ".tools",
                "node_modules",
                "azurite",
                "dist",
                "src",
                "blob",
                "main.js");
        if (!Files.exists(program)) {
            throw new AssertionError("Azurite is missing; `sh .ci/tools` fetches it");
        }
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "node",
                program.toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--inMemoryPersistence",
                "--silent",
                "--skipApiVersionCheck",
                "--disableTelemetry"));
        builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + KEY);
        try {
            Process process = builder.redirectErrorStream(true).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.append(line).append('\n');
                if (line.contains(LISTENS)) {
                    // From here on it says nothing more: --silent.
                    return new Azurite(line.substring(line.indexOf(LISTENS) + LISTENS.length()));
                }
            }
            throw new AssertionError("Azurite does not start: " + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's own URL, without the account. */
    public String address() {
        return address;
    }

    /** A connection string with the account's key. */
    public String connection() {
        return connection(address, "AccountKey=" + KEY);
    }

    /** A connection string for a server that stands before this one, or for none. */
    static String connection(String address, String credentials) {
        return "DefaultEndpointsProtocol=http;AccountName=" + ACCOUNT + ";" + credentials + ";BlobEndpoint=" + address
                + "/" + ACCOUNT + ";";
    }

    /** A new, empty container's name. */
    public String container() {
        String name = "c-" + UUID.randomUUID();
        service().createBlobContainer(name);
        return name;
    }

    /** One that everybody may list and read. */
    public String publicContainer() {
        String name = container();
        client(name).setAccessPolicy(PublicAccessType.CONTAINER, null);
        return name;
    }

    /** Azure's own client of a container. */
    BlobContainerClient client(String container) {
        return service().getBlobContainerClient(container);
    }

    /** A connection string that allows no more in a container than this. */
    public String restricted(String address, String container, BlobContainerSasPermission permission) {
        String signature = client(container)
                .generateSas(new BlobServiceSasSignatureValues(
                        OffsetDateTime.now(ZoneOffset.UTC).plusHours(1), permission));
        return "BlobEndpoint=" + address + "/" + ACCOUNT + ";SharedAccessSignature=" + signature;
    }

    private BlobServiceClient service() {
        return new BlobServiceClientBuilder()
                .connectionString(connection())
                .httpClient(new JdkHttpClientBuilder().build())
                .buildClient();
    }

    /** What a runbook says of a container; {@code connection} is a reference. */
    public static StoreLocation location(
            String connection,
            String container,
            @Nullable String prefix,
            @Nullable String tier,
            @Nullable ObjectLock lock) {
        return new StoreLocation(
                "azure",
                StoreLocation.AZURE_BLOB,
                null,
                container,
                prefix,
                null,
                null,
                null,
                null,
                null,
                null,
                connection,
                null,
                null,
                tier,
                lock,
                List.of(),
                null,
                null);
    }
}

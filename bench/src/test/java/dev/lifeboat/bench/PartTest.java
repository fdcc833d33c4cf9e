package dev.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stack's innermost meaningful frame tells what its thread was doing. */
class PartTest {
    @Test
    void tellsTheServersTimeFromTheDrivers() {
        assertThat(part("sun.nio.ch.Net.poll", "sun.nio.ch.NioSocketImpl.read", "org.postgresql.core.PGStream.read"))
                .isEqualTo(Part.SERVER);
        assertThat(part("java.util.Arrays.copyOf", "org.postgresql.core.PGStream.receive", "dev.lifeboat.X.y"))
                .isEqualTo(Part.READ);
    }

    @Test
    void tellsSealingFromOpening() {
        assertThat(part("com.sun.crypto.provider.AESCrypt.encryptBlock", "dev.lifeboat.keys.PgpSealer.write"))
                .isEqualTo(Part.ENCRYPT);
        assertThat(part("com.sun.crypto.provider.AESCrypt.encryptBlock", "dev.lifeboat.keys.PgpOpener.read"))
                .isEqualTo(Part.DECRYPT);
        assertThat(part("com.github.luben.zstd.ZstdOutputStreamNoFinalizer.compressStream"))
                .isEqualTo(Part.COMPRESS);
        assertThat(part("com.github.luben.zstd.ZstdInputStreamNoFinalizer.decompressStream"))
                .isEqualTo(Part.DECOMPRESS);
        assertThat(part("sun.security.provider.SHA2.implCompress0", "org.bouncycastle.bcpg.X.y"))
                .isEqualTo(Part.DIGEST);
        assertThat(part("dev.lifeboat.archive.RowHash.add", "dev.lifeboat.backup.ChunkCopy.copy"))
                .isEqualTo(Part.HASH);
        assertThat(part("sun.nio.ch.FileDispatcherImpl.write0", "dev.lifeboat.store.FileWriter.write"))
                .isEqualTo(Part.STORE);
    }

    @Test
    void leavesOutThreadsThatWaitForEventsThatMayNeverCome() {
        assertThat(part("io.grpc.netty.shaded.io.netty.channel.epoll.Native.epollWait"))
                .isNull();
        assertThat(part("java.lang.ProcessHandleImpl.waitForProcessExit0")).isNull();
        assertThat(part("sun.nio.ch.Net.accept", "java.net.ServerSocket.accept"))
                .isNull();
        assertThat(Part.of(List.of())).isNull();
    }

    @Test
    void countsWhatItDoesNotKnowAsOther() {
        assertThat(part("java.util.HashMap.get", "dev.lifeboat.gate.Thing.look"))
                .isEqualTo(Part.OTHER);
        assertThat(part("java.util.HashMap.get")).isEqualTo(Part.OTHER);
    }

    private static Part part(String... frames) {
        return Part.of(Arrays.stream(frames)
                .map(frame -> new Part.Frame(
                        frame.substring(0, frame.lastIndexOf('.')), frame.substring(frame.lastIndexOf('.') + 1)))
                .toList());
    }
}

package dev.lifeboat.archive;

import com.github.luben.zstd.ZstdInputStream;
import dev.lifeboat.runbook.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;

/** The two ways parts are compressed. */
final class Compressors {
    private Compressors() {}

    /** Compresses into {@code out}; closing the result closes {@code out}. */
    static OutputStream compress(OutputStream out, Compression compression, int level) throws IOException {
        if (compression == Compression.ZSTD) {
            return ZstdCompressorOutputStream.builder()
                    .setOutputStream(out)
                    .setLevel(level)
                    .get();
        }
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(level);
        return new GzipCompressorOutputStream(out, parameters);
    }

    /** One frame or member after the other until the end. */
    static InputStream decompress(InputStream in, Compression compression) throws IOException {
        return compression == Compression.ZSTD
                ? new ZstdInputStream(in)
                : GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get();
    }
}

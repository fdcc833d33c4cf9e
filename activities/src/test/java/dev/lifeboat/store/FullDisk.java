package dev.lifeboat.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A store in a folder whose disk is full after so many files: what is written into later ones goes to /dev/full. */
public final class FullDisk {
    private FullDisk() {}

    public static Store after(int files, Path root) {
        return new FileSystemStore(root, new FileCalls() {
            private int made;

            @Override
            FileChannel create(Path file) throws IOException {
                made++;
                FileChannel channel = super.create(file);
                if (made <= files) {
                    return channel;
                }
                channel.close();
                return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
            }
        });
    }
}

package dev.lifeboat.archive;

/** Takes COPY text in blocks; a row may span two blocks. */
@FunctionalInterface
public interface CopyText {
    /** The bytes are valid only during the call. */
    void accept(byte[] bytes, int offset, int length);
}

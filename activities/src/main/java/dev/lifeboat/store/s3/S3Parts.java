package dev.lifeboat.store.s3;

/**
 * How large parts are. The protocol allows 10,000 of them and 5 TiB an object, and nobody knows how long a stream will be: so
 * parts begin small, which bounds the memory of usual objects, and grow.
 */
final class S3Parts {
    /** The most parts of an upload. */
    static final int MOST = 10_000;

    /** 6.25 GiB go into the parts of the first size. */
    private static final int STEP = 800;

    private static final int FIRST = 8 << 20;
    private static final int LARGEST = 1 << 30;

    private S3Parts() {}

    /** Bytes of the part with this number, from 1. */
    static int size(int number) {
        int doublings = Math.min((number - 1) / STEP, 7);
        return Math.min(LARGEST, FIRST << doublings);
    }
}

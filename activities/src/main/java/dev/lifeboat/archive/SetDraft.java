package dev.lifeboat.archive;

/**
 * What a set will be, put down before its sealing writes anything, so that every try of it writes the same.
 *
 * @param copied digest of what the run copied
 * @param manifest whose {@code files} name what is in the folder already
 */
record SetDraft(String copied, Manifest manifest) {
    SetDraft {
        if (copied == null || manifest == null || manifest.format() != Manifest.FORMAT) {
            throw new IllegalArgumentException("this is no draft of a set");
        }
    }
}

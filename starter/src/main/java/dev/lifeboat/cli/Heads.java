package dev.lifeboat.cli;

import dev.lifeboat.audit.KeptHead;

/** Heads of log and chain for people to keep: whoever empties the stores cannot take them back. */
final class Heads {
    private Heads() {}

    static void say(String set, String manifestSha256) {
        say(new KeptHead(set, manifestSha256).text());
    }

    static void say(String head) {
        Output.say("head %s", head);
    }
}

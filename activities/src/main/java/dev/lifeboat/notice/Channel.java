package dev.lifeboat.notice;

import dev.lifeboat.error.LifeboatException;

/**
 * One way to tell people. Sends once: Temporal alone tries again, and the same notice may come twice. Errors name the channel,
 * and neither its address nor a credential.
 */
interface Channel {
    /**
     * Throws {@link LifeboatException} with CHANNEL_UNAVAILABLE where another try may help, CHANNEL_REFUSED where it cannot, and
     * SECRET_MISSING; {@link BusyException} where the receiver says when to come again.
     */
    void send(Notice notice, Wording words);
}

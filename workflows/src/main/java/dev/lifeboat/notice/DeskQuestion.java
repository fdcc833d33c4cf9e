package dev.lifeboat.notice;

import dev.lifeboat.runbook.Notify;

/** A notice that wants to go over a channel, and the settings of the runbook that it comes from. */
public record DeskQuestion(Notice notice, Notify notifications) {}

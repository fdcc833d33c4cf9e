package dev.lifeboat.error;

import static dev.lifeboat.error.ErrorCategory.BUG;
import static dev.lifeboat.error.ErrorCategory.ENVIRONMENT;
import static dev.lifeboat.error.ErrorCategory.INTEGRITY;
import static dev.lifeboat.error.ErrorCategory.OPERATOR;

/**
 * Every error that an operator can meet. The name is stable: it is the type of the Temporal failure, the end of the HTTP
 * problem type and the heading in {@code docs/errors.md}.
 */
public enum ErrorCode {
    USAGE(OPERATOR, false, 2, "see the command's --help"),
    RUNBOOK_INVALID(OPERATOR, false, 2, "correct the named field; `lifeboat runbook validate` checks again"),
    SECRET_MISSING(OPERATOR, false, 2, "set the environment variable, or create the file, that the reference names"),
    NO_SUCH_SET(OPERATOR, false, 10, "`lifeboat list` shows the sets of this store"),
    NO_SUCH_RUN(OPERATOR, false, 10, "`lifeboat status --all` lists the latest runs"),
    ALREADY_RUNNING(
            OPERATOR,
            false,
            11,
            "`lifeboat status` shows it; if the process that worked on it is gone, the same command with --resume goes on"),
    KEY_UNUSABLE(
            INTEGRITY,
            false,
            12,
            "`lifeboat keys list` shows the keys; check the file, the passphrase and the recipients"),
    SIGNATURE_INVALID(
            INTEGRITY, false, 12, "do not restore this set; check who wrote to the store, and take another copy"),
    SIGNER_UNKNOWN(INTEGRITY, false, 12, "add the signer's fingerprint to keys.signers once you have checked it"),
    SET_CORRUPT(
            INTEGRITY,
            false,
            12,
            "restore from another copy or an older set; `lifeboat verify SET` names each bad object"),
    CHAIN_BROKEN(
            INTEGRITY,
            false,
            12,
            "a set was removed, replaced or dated back; find out who wrote to the store, and compare with the other copies"),
    AUDIT_BROKEN(
            INTEGRITY,
            false,
            12,
            "an entry of the log was removed or changed; find out who wrote to the store, and compare with the other copies"),
    RETENTION_STOPPED(
            OPERATOR,
            false,
            1,
            "look at the alarm with `lifeboat alarms list`, then `lifeboat alarms resolve SET --reason R`"),
    SET_ALARMED(
            OPERATOR,
            false,
            1,
            "look at `lifeboat alarms show SET`; restore an older set, or give --despite-alarm with a reason"),
    TARGET_NOT_EMPTY(
            OPERATOR,
            false,
            1,
            "choose an empty database; --break-glass NAME renames the old one and restores beside it"),
    TARGET_IS_SOURCE(OPERATOR, false, 1, "restore into another database"),
    TARGET_UNREACHABLE(ENVIRONMENT, true, 1, "check host, port, TLS and credentials of the target"),
    TARGET_CHANGED(
            OPERATOR, false, 1, "the database behind the address is not the approved one; start the restore again"),
    TARGET_UNSUITABLE(OPERATOR, false, 1, "`lifeboat plan SET --target URL` lists what the target lacks"),
    RUN_SUPERSEDED(OPERATOR, false, 1, "another attempt took the run over; nothing of this attempt was committed"),
    SOURCE_UNREACHABLE(ENVIRONMENT, true, 1, "check host, port, TLS and credentials of the source"),
    SOURCE_UNSUPPORTED(OPERATOR, false, 1, "docs/postgresql.md lists what a set covers"),
    PRIVILEGE_MISSING(OPERATOR, false, 1, "grant the role the named right; `lifeboat doctor` prints the statement"),
    SNAPSHOT_LOST(ENVIRONMENT, false, 1, "the backup starts over by itself with a new snapshot"),
    LOCK_NOT_AVAILABLE(ENVIRONMENT, false, 1, "the backup starts over by itself when the schema change is done"),
    BACKUP_YIELDED(
            ENVIRONMENT, false, 1, "a session of the application waited behind the backup; it starts over later"),
    TOOL_MISSING(ENVIRONMENT, false, 1, "install the named tool; `lifeboat doctor` prints the command"),
    TOOL_TOO_OLD(ENVIRONMENT, false, 1, "install client tools of the server's major version or newer"),
    TOOL_FAILED(ENVIRONMENT, true, 1, "the message is the tool's own"),
    STORE_UNAVAILABLE(
            ENVIRONMENT,
            true,
            1,
            "check that the store is there and answers: a server and the way to it; a folder's path, room and rights"),
    STORE_REFUSED(
            ENVIRONMENT,
            false,
            1,
            "check what the message names: credentials, name and policy of a bucket; disk and path of a folder"),
    STORE_FULL(ENVIRONMENT, true, 1, "free space on the store; nothing half-written is visible"),
    OBJECT_LOCKED(OPERATOR, false, 1, "the store keeps this object until its lock ends; nothing has to be done"),
    OBJECT_EXISTS(ENVIRONMENT, false, 1, "another run wrote here first; start again"),
    STATEMENT_FAILED(ENVIRONMENT, true, 1, "the message is PostgreSQL's own"),
    ROW_TOO_LARGE(
            ENVIRONMENT,
            false,
            1,
            "give the process more memory, LIFEBOAT_JAVA_OPTS=-Xmx4g: twice the largest row for each parallel copy"),
    CONTENT_DIFFERS(INTEGRITY, false, 12, "the rows in the target are not the set's rows; do not open this phase"),
    GATE_FAILED(OPERATOR, false, 20, "decide: retry, waive with a reason, or abort"),
    ABORTED(OPERATOR, false, 20, "the report says what the target holds and which commands are possible now"),
    WAITING_FOR_DECISION(OPERATOR, false, 21, "`lifeboat decide RUN PHASE approve|retry|waive|hold|abort`"),
    DECISION_REJECTED(
            OPERATOR,
            false,
            2,
            "nothing was decided; `lifeboat status` shows the gate as it is now, then decide again"),
    FORBIDDEN(OPERATOR, false, 1, "ask an admin; the role may not do this"),
    CHANNEL_UNAVAILABLE(
            ENVIRONMENT, true, 1, "the channel does not answer now; `lifeboat notify test CHANNEL` tries it again"),
    CHANNEL_REFUSED(
            ENVIRONMENT,
            false,
            1,
            "the channel does not take such a message: check its URL, credentials and addresses, then `lifeboat notify test CHANNEL`"),
    ENGINE_UNAVAILABLE(
            ENVIRONMENT,
            true,
            1,
            "if TEMPORAL_ADDRESS is set, look at that service, or unset it to use the embedded engine; if it is not, start the command again"),
    NOT_ON_THIS_ENGINE(OPERATOR, false, 2, "install the `temporal` binary, or set TEMPORAL_ADDRESS"),
    INTERRUPTED(OPERATOR, true, 130, "start the same command again; a restore continues with --resume"),
    INTERNAL(BUG, false, 1, "this is a defect of Lifeboat; please report it with the run's id");

    private final ErrorCategory category;
    private final boolean retryable;
    private final int exitCode;
    private final String hint;

    ErrorCode(ErrorCategory category, boolean retryable, int exitCode, String hint) {
        this.category = category;
        this.retryable = retryable;
        this.exitCode = exitCode;
        this.hint = hint;
    }

    /** Who has to act. */
    public ErrorCategory category() {
        return category;
    }

    /** Whether the same call may succeed later without anybody changing anything. Temporal retries only these. */
    public boolean retryable() {
        return retryable;
    }

    /** The exit code of a command that ends with this error. */
    public int exitCode() {
        return exitCode;
    }

    /** What to do about it, lower case, without a full stop. */
    public String hint() {
        return hint;
    }
}

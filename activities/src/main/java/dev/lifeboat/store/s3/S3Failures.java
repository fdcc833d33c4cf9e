package dev.lifeboat.store.s3;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.STORE_FULL;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what a server's or the SDK's error means. No message holds a credential: what a server writes about keys and signatures
 * is not repeated.
 */
final class S3Failures {
    /** The server does not know who asks. */
    private static final Set<String> CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "ExpiredToken",
            "TokenRefreshRequired",
            "InvalidSecurity",
            "NotSignedUp",
            "MissingSecurityHeader");

    private static final Set<String> ELSEWHERE = Set.of(
            "PermanentRedirect",
            "Redirect",
            "TemporaryRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException");

    private static final Set<String> FULL = Set.of(
            "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "InsufficientCapacity", "EntityTooLarge");

    /** Client errors by their number which pass by themselves. */
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "SlowDown",
            "Throttling",
            "OperationAborted",
            "ConditionalRequestConflict",
            "BadDigest",
            "XAmzContentSHA256Mismatch",
            "IncompleteBody",
            "NoSuchUpload");

    private final String bucket;

    /** @param bucket with its store and its server, as messages name it */
    S3Failures(String bucket) {
        this.bucket = bucket;
    }

    /** An object's name, or what else was wanted, comes first. */
    LifeboatException of(String what, SdkException e) {
        return e instanceof AwsServiceException answered ? answered(what, answered) : unanswered(what, e);
    }

    /** The server's name for the error; empty where it gives none, as in answers without a body. */
    static String codeOf(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private LifeboatException answered(String what, AwsServiceException e) {
        String code = codeOf(e);
        if (code.equals("NoSuchBucket")) {
            return refused(what, "the bucket does not exist: create it, or correct store.bucket", e);
        }
        if (CREDENTIALS.contains(code)) {
            // Without its cause, which holds what the server says of keys and signatures.
            return new LifeboatException(
                    STORE_REFUSED,
                    what + " in " + bucket + ": the server does not accept the credentials (" + code
                            + "): check access-key and secret-key, or the environment's");
        }
        if (ELSEWHERE.contains(code) || e.statusCode() / 100 == 3) {
            return refused(what, "the bucket lies elsewhere" + elsewhere(e) + ": correct region and endpoint", e);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return failure(
                    STORE_UNAVAILABLE,
                    what,
                    "this machine's clock differs from the server's: set one of them right",
                    e);
        }
        if (FULL.contains(code) || e.statusCode() == 507) {
            return failure(STORE_FULL, what, said(e), e);
        }
        if (e.statusCode() == 412) {
            return failure(OBJECT_EXISTS, what, "exists already", e);
        }
        if (PASSING.contains(code) || e.statusCode() == 409 || e.statusCode() == 429 || e.statusCode() >= 500) {
            return failure(STORE_UNAVAILABLE, what, said(e), e);
        }
        if (code.equals("InvalidObjectState")) {
            return refused(what, "it lies in a storage class that has to be brought back before it is read", e);
        }
        if (e.statusCode() == 403) {
            return refused(
                    what, said(e) + ": the policy of these credentials lacks the right, docs/stores.md has them", e);
        }
        return refused(what, said(e), e);
    }

    private LifeboatException unanswered(String what, SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")) {
            return refused(what, "there are no credentials: give access-key and secret-key, or the environment's", e);
        }
        return new LifeboatException(
                STORE_UNAVAILABLE, bucket + " does not answer: " + message + " (asked for: " + what + ")", e);
    }

    /** A deletion that the server did not allow: the object is locked, or these credentials may not delete. */
    LifeboatException ofDeletion(String what, SdkException e) {
        if (e instanceof AwsServiceException answered) {
            String code = codeOf(answered);
            boolean denied = answered.statusCode() == 403 && !CREDENTIALS.contains(code) && !ELSEWHERE.contains(code);
            if ((denied && !code.equals("RequestTimeTooSkewed")) || saysLocked(answered)) {
                return failure(
                        OBJECT_LOCKED, what, "is locked, or these credentials may not delete: " + said(answered), e);
            }
        }
        return of(what, e);
    }

    private static boolean saysLocked(AwsServiceException e) {
        String said = said(e).toLowerCase(Locale.ROOT);
        return e.statusCode() == 400
                && (said.contains("locked") || said.contains("worm") || said.contains("retention"));
    }

    private static String elsewhere(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.sdkHttpResponse() == null
                ? ""
                : details.sdkHttpResponse()
                        .firstMatchingHeader("x-amz-bucket-region")
                        .map(region -> ", in region " + region)
                        .orElse("");
    }

    private static String said(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String message = details == null || details.errorMessage() == null ? "no reason given" : details.errorMessage();
        return codeOf(e) + " (HTTP " + e.statusCode() + "): " + message;
    }

    private LifeboatException refused(String what, String why, SdkException e) {
        return failure(STORE_REFUSED, what, why, e);
    }

    private LifeboatException failure(ErrorCode code, String what, String why, SdkException e) {
        return new LifeboatException(code, what + " in " + bucket + ": " + why, e);
    }
}

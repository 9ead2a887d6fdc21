// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import dev.holdfast.artifact.StorageException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Repeats what may succeed when it is repeated, and says what failed in the terms of this package. */
final class S3Calls {
    /** Answers to a request that was damaged or cut short on its way. */
    private static final Set<String> DAMAGED_ON_THE_WAY = Set.of(
            "BadDigest",
            "IncompleteBody",
            "InvalidDigest",
            "RequestTimeout",
            "SignatureDoesNotMatch",
            "XAmzContentChecksumMismatch",
            "XAmzContentSHA256Mismatch");

    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final String bucket;
    private final int attempts;
    private final Duration firstPause;

    S3Calls(String bucket, int attempts, Duration firstPause) {
        this.bucket = bucket;
        this.attempts = attempts;
        this.firstPause = firstPause;
    }

    int attempts() {
        return attempts;
    }

    /** Calls until it succeeds, fails for good, or failed too often; throws what the last call threw. */
    <T> T call(Supplier<T> call) {
        for (int failures = 1; ; failures++) {
            try {
                return call.get();
            } catch (SdkException e) {
                if (failures >= attempts || !isPassing(e)) {
                    throw e;
                }
                pause(failures);
            }
        }
    }

    /** Waits before a call is repeated, twice as long each time. An interrupt ends the waiting and stays set. */
    void pause(int failures) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, firstPause.toMillis() << Math.min(failures - 1, 16));
        // Processes that failed together must not come back together.
        long millis = longest / 2 + System.nanoTime() % (longest / 2 + 1);
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static boolean isPassing(Exception failure) {
        if (Thread.currentThread().isInterrupted() || failure instanceof AbortedException) {
            return false;
        }
        if (failure instanceof SdkServiceException answer) {
            int status = answer.statusCode();
            return status == 408
                    || status == 409
                    || status == 429
                    || (status >= 500 && status != 501)
                    || DAMAGED_ON_THE_WAY.contains(code(answer));
        }
        if (failure instanceof SdkException local && local.retryable()) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    static int status(SdkException failure) {
        return failure instanceof SdkServiceException answer ? answer.statusCode() : 0;
    }

    static String code(SdkException failure) {
        if (failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            String code = answer.awsErrorDetails().errorCode();
            return code == null ? "" : code;
        }
        return "";
    }

    String place(String key) {
        return "s3://" + bucket + "/" + key;
    }

    StorageException failure(String verb, String key, Exception cause) {
        String place = place(key);
        String advice = "";
        Reason reason = Reason.FAILED;
        if (cause instanceof SdkException answer) {
            if (code(answer).equals("NoSuchBucket")) {
                advice = "; create the bucket '" + bucket + "' first";
            } else if (status(answer) == 404) {
                reason = Reason.MISSING;
                advice = "; restore it from a copy, or store the same bytes again";
            } else if (status(answer) == 403) {
                reason = verb.equals("read") ? Reason.FAILED : Reason.READ_ONLY;
                advice = "; allow s3:GetObject, PutObject, DeleteObject, ListBucket and AbortMultipartUpload there."
                        + " Without ListBucket an object that is not there looks forbidden too";
            } else if (status(answer) == 507) {
                reason = Reason.FULL;
            }
        }
        return new StorageException(
                reason, place, "could not " + verb + " " + place + ": " + cause.getMessage() + advice, cause);
    }
}

package dev.lifeboat.worker;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.TemporalFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where activities' exceptions become Temporal's failures. An unexpected one is told to the log of the worker;
 * into history goes its class only, since its message may quote anything.
 */
final class FailureTranslation extends WorkerInterceptorBase {
    private static final Logger LOG = LoggerFactory.getLogger(FailureTranslation.class);

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public ActivityOutput execute(ActivityInput input) {
                try {
                    return super.execute(input);
                } catch (LifeboatException e) {
                    LOG.warn("event=activity-failed code={} message=\"{}\"", e.code(), e.getMessage());
                    throw Failures.toFailure(e);
                } catch (TemporalFailure | ActivityCompletionException e) {
                    throw e;
                } catch (RuntimeException e) {
                    LOG.error("event=activity-failed code=INTERNAL", e);
                    throw Failures.toFailure(new LifeboatException(
                            ErrorCode.INTERNAL,
                            "unexpected " + e.getClass().getName() + "; the worker's log has the details"));
                }
            }
        };
    }
}

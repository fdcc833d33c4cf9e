package dev.lifeboat.sweep;

import dev.lifeboat.error.LifeboatException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/** How an engine calls activities: again after a failure, or once more although the first call succeeded. */
public final class Calls {
    /** What a call came to; arguments and results are those of activities. */
    public interface Policy {
        Object call(Method method, Call call) throws Throwable;
    }

    /** One try. */
    public interface Call {
        Object go() throws Throwable;
    }

    private Calls() {}

    /** Tries again what failed and may succeed later, as Temporal would; every failure is noted. */
    public static Policy retrying(List<LifeboatException> failures) {
        return (method, call) -> {
            try {
                return call.go();
            } catch (LifeboatException e) {
                failures.add(e);
                if (!e.code().retryable()) {
                    throw e;
                }
                return call.go();
            }
        };
    }

    /** Does everything twice: the answer of the first call was lost. */
    public static Policy twice(List<String> done) {
        return (method, call) -> {
            call.go();
            done.add(method.getName());
            return call.go();
        };
    }

    public static <T> T through(Class<T> type, T activities, Policy policy) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> policy.call(method, () -> {
                    try {
                        return method.invoke(activities, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }
}

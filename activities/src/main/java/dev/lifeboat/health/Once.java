package dev.lifeboat.health;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** An answer, or a failure, that is asked for once: many checks need the same, and getting it takes a while. Not thread-safe. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> question;
    private final List<T> answer = new ArrayList<>();
    private final List<RuntimeException> failure = new ArrayList<>();

    Once(Supplier<T> question) {
        this.question = question;
    }

    @Override
    public T get() {
        if (answer.isEmpty() && failure.isEmpty()) {
            try {
                answer.add(question.get());
            } catch (RuntimeException e) {
                failure.add(e);
            }
        }
        if (!failure.isEmpty()) {
            throw failure.get(0);
        }
        return answer.get(0);
    }
}

package dev.lifeboat.e2e;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has a worker read Temporal's answers as if the server's clock were the moved one: each time in them, the events' first of all, by
 * which workflows reckon. What schedules name as their due times is in the answers as it was asked for.
 */
final class MovedAnswers implements ClientInterceptor {
    private static final Set<String> DUE = Set.of("schedule_time", "future_action_times", "spec");
    /** A worker asks again and again: what it asked before a move, it asks still. */
    private static final String STILL = "last_access_time";

    private final MovedTime time;

    MovedAnswers(MovedTime time) {
        this.time = time;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            @SuppressWarnings("unchecked")
                            public void onMessage(A answer) {
                                super.onMessage(answer instanceof Message message ? (A) moved(message) : answer);
                            }
                        },
                        headers);
            }
        };
    }

    private Message moved(Message message) {
        if (message instanceof Timestamp stamp) {
            return moved(stamp);
        }
        Message.Builder changed = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                    || field.isMapField()
                    || DUE.contains(field.getName())) {
                continue;
            }
            if (field.getName().equals(STILL)) {
                changed.setField(field, stamp(real((Timestamp) entry.getValue()).plus(time.ahead())));
            } else if (entry.getValue() instanceof List<?> values) {
                for (int i = 0; i < values.size(); i++) {
                    changed.setRepeatedField(field, i, moved((Message) values.get(i)));
                }
            } else {
                changed.setField(field, moved((Message) entry.getValue()));
            }
        }
        return changed.build();
    }

    /** The server says "never" by times of long ago. */
    private Timestamp moved(Timestamp stamp) {
        return stamp.getSeconds() <= 0 ? stamp : stamp(time.at(real(stamp)));
    }

    private static Instant real(Timestamp stamp) {
        return Instant.ofEpochSecond(stamp.getSeconds(), stamp.getNanos());
    }

    private static Timestamp stamp(Instant moment) {
        return Timestamp.newBuilder()
                .setSeconds(moment.getEpochSecond())
                .setNanos(moment.getNano())
                .build();
    }
}

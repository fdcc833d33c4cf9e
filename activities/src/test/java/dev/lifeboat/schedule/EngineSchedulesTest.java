package dev.lifeboat.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.health.TemporalView;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service whose list lags behind, as that of a large one does. */
class EngineSchedulesTest {
    private final Lagging lagging = new Lagging();
    private Server server;
    private WorkflowServiceStubs stubs;
    private WorkflowClient client;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forPort(0).addService(lagging).build().start();
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + server.getPort())
                .build());
        client = WorkflowClient.newInstance(stubs);
    }

    @AfterEach
    void stop() {
        stubs.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void aScheduleThatWasRemovedMeanwhileIsNoEngineThatDoesNotAnswer() {
        EngineSchedules schedules = new EngineSchedules(client);
        assertThat(schedules.ids("shop")).containsExactly("backup/shop/daily");
        assertThat(schedules.described("backup/shop/daily")).isNull();
        assertThat(new TemporalView(client, "queue").schedules("shop")).isEmpty();
    }

    @Test
    void anEngineThatRefusesIsNot() {
        lagging.answer = Status.PERMISSION_DENIED;
        assertThatThrownBy(() -> new EngineSchedules(client).described("backup/shop/daily"))
                .isInstanceOf(ScheduleException.class);
        assertThatThrownBy(() -> new TemporalView(client, "queue").schedules("shop"))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE));
    }

    private static final class Lagging extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        private Status answer = Status.NOT_FOUND;

        @Override
        public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> observer) {
            observer.onNext(GetSystemInfoResponse.getDefaultInstance());
            observer.onCompleted();
        }

        @Override
        public void listSchedules(ListSchedulesRequest request, StreamObserver<ListSchedulesResponse> observer) {
            observer.onNext(ListSchedulesResponse.newBuilder()
                    .addSchedules(ScheduleListEntry.newBuilder().setScheduleId("backup/shop/daily"))
                    .addSchedules(ScheduleListEntry.newBuilder().setScheduleId("backup/other/daily"))
                    .build());
            observer.onCompleted();
        }

        @Override
        public void describeSchedule(
                DescribeScheduleRequest request, StreamObserver<DescribeScheduleResponse> observer) {
            observer.onError(answer.asRuntimeException());
        }
    }
}

package dev.lifeboat.engine;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.SearchKeys;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.util.List;
import java.util.stream.Collectors;

/** Makes sure that a namespace knows our search attributes: a workflow that sets an unknown one would stand still. */
final class SearchAttributeRegistration {
    private SearchAttributeRegistration() {}

    /** Adds what is missing. Throws ENGINE_UNAVAILABLE with the commands to run where we may not. */
    static void ensure(WorkflowServiceStubsOptions service, String namespace) {
        OperatorServiceStubsOptions.Builder options = OperatorServiceStubsOptions.newBuilder();
        if (service.getTarget() != null) {
            options.setTarget(service.getTarget());
        }
        if (service.getSslContext() != null) {
            options.setSslContext(service.getSslContext());
        }
        options.setEnableHttps(service.getEnableHttps());
        if (service.getGrpcMetadataProviders() != null) {
            options.setGrpcMetadataProviders(service.getGrpcMetadataProviders());
        }
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(options.validateAndBuildWithDefaults());
        try {
            ListSearchAttributesResponse known = operator.blockingStub()
                    .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build());
            List<SearchAttributeKey<String>> missing = SearchKeys.all().stream()
                    .filter(key -> !known.containsCustomAttributes(key.getName()))
                    .toList();
            if (!missing.isEmpty()) {
                add(operator, namespace, missing);
            }
        } finally {
            operator.shutdownNow();
        }
    }

    private static void add(OperatorServiceStubs operator, String namespace, List<SearchAttributeKey<String>> missing) {
        AddSearchAttributesRequest.Builder request =
                AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
        missing.forEach(key -> request.putSearchAttributes(key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
        try {
            operator.blockingStub().addSearchAttributes(request.build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                throw new LifeboatException(
                        ErrorCode.ENGINE_UNAVAILABLE,
                        "namespace " + namespace + " lacks search attributes and they cannot be added ("
                                + e.getStatus().getCode() + "); an administrator adds them: "
                                + missing.stream()
                                        .map(key -> "temporal operator search-attribute create --namespace " + namespace
                                                + " --name " + key.getName() + " --type Keyword")
                                        .collect(Collectors.joining("; ")),
                        e);
            }
        }
    }
}

# syntax=docker/dockerfile:1.7
# One image for every role: `lifeboat serve` (the default), `lifeboat worker`, and the commands.

FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY workflows workflows
COPY activities activities
COPY worker worker
COPY starter starter
COPY bench bench
COPY examples examples
# The analysers and tests are the pipeline's work (`.ci/run`); an image is built from what has passed there.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Pfast -DskipTests package

# Ubuntu 24.04: its client tools are PostgreSQL 16's, and pg_dump must not be older than the server it reads.
FROM eclipse-temurin:17.0.19_10-jre-noble
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        ca-certificates curl gnupg postgresql-client-16 zstd \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 lifeboat \
    && useradd --system --uid 10001 --gid lifeboat --home-dir /var/lib/lifeboat --shell /usr/sbin/nologin lifeboat \
    # A named volume takes owner and mode of the folder that it is mounted over.
    && install -d -o lifeboat -g lifeboat -m 0700 \
        /var/lib/lifeboat /var/lib/lifeboat/backups /var/lib/lifeboat/keys /var/lib/lifeboat/state
COPY --from=build /build/starter/target/lifeboat.jar /opt/lifeboat/lifeboat.jar

# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/lifeboat
ENV LIFEBOAT_HOME=/var/lib/lifeboat/state
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/lifeboat/lifeboat.jar"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
# Of `serve`; what runs another command in this image switches the check off.
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--max-time", "4", "--output", "/dev/null", "http://127.0.0.1:8080/livez"]

# syntax=docker/dockerfile:1
# One image with the executables of this repository: operator (the entry point), gateway and the kubectl plugin. No shell, no package manager, not root; it needs
# no place to write.
#   docker buildx build --platform linux/amd64,linux/arm64 -t REGISTRY/inference-endpoints:0.1.0 .
# The compiler runs on the builder's own platform and compiles for the target's, so that nothing is emulated.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH
WORKDIR /src
COPY .editorconfig global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt ./
COPY src src
# The same sources give the same bytes: no commit, no times, no path of the builder. Each executable has its folder, as each has its own
# settings of the runtime. What the analyzers say, the tests' build says. They are compiled to machine code here, not when they run.
ENV PUBLISH="-c Release --os linux --no-self-contained -nologo -v q -p:ContinuousIntegrationBuild=true -p:DebugType=none \
-p:PublishDocumentationFiles=false -p:IncludeSourceRevisionInInformationalVersion=false -p:EnableSourceControlManagerQueries=false \
-p:RunAnalyzers=false -p:PublishReadyToRun=true"
RUN dotnet publish src/Operator -a "$TARGETARCH" -o /app/operator $PUBLISH
RUN dotnet publish src/Gateway -a "$TARGETARCH" -o /app/gateway $PUBLISH
RUN dotnet publish src/KubectlIep -a "$TARGETARCH" -o /app/kubectl-iep $PUBLISH
# What they are made of, as CycloneDX, for scanners: /app/sbom.cdx.json.
ARG VERSION=0.1.0
RUN dotnet run --project src/Sbom -p:RunAnalyzers=false -- /app "$VERSION" /app/sbom.cdx.json

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ARG VERSION=0.1.0
ARG REVISION=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="Inference Endpoints" \
      org.opencontainers.image.description="Operator and gateway for inference endpoints on Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled"
COPY --from=build /app /app
# Schedules name time zones, and this base has none.
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
# Diagnostics would write sockets below /tmp, and the root is read-only.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
WORKDIR /app
USER 1654:1654
ENTRYPOINT ["/app/operator/inference-endpoints-operator"]

# The command line with helm, for the Tekton tasks and the sweeper. It needs no shell and writes only to the folders
# that it is given. Build it for both platforms: docker buildx build --platform linux/amd64,linux/arm64 .
FROM --platform=$BUILDPLATFORM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df AS helm
ARG TARGETARCH
ARG HELM_VERSION=3.19.5
# From the release notes: the server of the archive could replace a checksum that it serves, too.
ARG HELM_SHA256_AMD64=a0a5e8c592ed3f376ac110715eff214730c7422f9a44d96cf98117d2b8b0e6c0
ARG HELM_SHA256_ARM64=ce02147ffee6d993bf8ae97a44a22e9e1daf0b69d2d5b69a0c8cf6706445ccf5
WORKDIR /out
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates curl \
 && archive=helm-v${HELM_VERSION}-linux-${TARGETARCH}.tar.gz \
 && curl --fail --location --remote-name "https://get.helm.sh/${archive}" \
 && case "$TARGETARCH" in amd64) sum=$HELM_SHA256_AMD64 ;; arm64) sum=$HELM_SHA256_ARM64 ;; esac \
 && echo "$sum  $archive" | sha256sum --check \
 && tar --extract --file "${archive}" --strip-components=1 "linux-${TARGETARCH}/helm"

# The test host reads the lines below and builds the same image without Docker.
FROM gcr.io/distroless/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a
COPY --from=helm /out/helm /usr/local/bin/helm
COPY package.json /app/package.json
COPY dist /app/dist
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/index.js"]

# The command line with helm, for the Tekton tasks and the sweeper. It needs no shell and writes only to the folders
# that it is given. Build it for both platforms: docker buildx build --platform linux/amd64,linux/arm64 .
FROM --platform=$BUILDPLATFORM node:24-slim AS helm
ARG TARGETARCH
ARG HELM_VERSION=3.19.5
WORKDIR /out
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates curl \
 && archive=helm-v${HELM_VERSION}-linux-${TARGETARCH}.tar.gz \
 && curl --fail --location --remote-name "https://get.helm.sh/${archive}" \
 && curl --fail --location --remote-name "https://get.helm.sh/${archive}.sha256sum" \
 && sha256sum --check "${archive}.sha256sum" \
 && tar --extract --file "${archive}" --strip-components=1 "linux-${TARGETARCH}/helm"

# The test host reads the lines below and builds the same image without Docker.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
COPY --from=helm /out/helm /usr/local/bin/helm
COPY package.json /app/package.json
COPY dist /app/dist
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/index.js"]

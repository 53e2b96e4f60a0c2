/** The release of kind that is downloaded where none is installed. */
export const KIND_VERSION = '0.32.0';

/** The sha256 of its programs by platform, as in the files `kind-PLATFORM.sha256sum` of the release (github.com/kubernetes-sigs/kind/releases). */
export const KIND_CHECKSUMS: Readonly<Partial<Record<string, string>>> = {
  'darwin-amd64': '295ac6d0d634c9819c9907df45e3017d1f13166bd13c3404c45e79f7faa47498',
  'darwin-arm64': 'dca67911095a110c2b5c36e26df6cac860c602033e456c0db47be498cdef1ebb',
  'linux-amd64': '50030de23cf40a18505f20426f6a8506bedf13c6e509244bd1fa9463721b0f54',
  'linux-arm64': 'b92cd615e97585de8ddade28ed5cd7feb4248d717c233eea5b03c37298900f5d',
};

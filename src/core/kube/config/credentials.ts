/**
 * How to reach an API server, and as whom: what one context of a kubeconfig means to kubectl. Plain JSON, because the
 * keeper gets it in a file. Contains the content of the files that the kubeconfig names. As secret as the kubeconfig.
 */
export interface Credentials {
  /** A URL of http or https, which may have a path. Over http, no credentials are sent but impersonation. */
  server: string;
  /** PEM, as written. Without it, the authorities of the machine are trusted. */
  ca?: string | undefined;
  tlsServerName?: string | undefined;
  skipTlsVerify?: boolean | undefined;
  /** A URL of http, https or socks5. */
  proxyUrl?: string | undefined;
  /** PEM. */
  cert?: string | undefined;
  key?: string | undefined;
  token?: string | undefined;
  /** A file with the token. It is read for each request, because another program renews it. Wins over `token`. */
  tokenFile?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  exec?: ExecPlugin | undefined;
  impersonate?: Impersonation | undefined;
}

/** A credential plugin: a program that prints credentials (client.authentication.k8s.io). */
export interface ExecPlugin {
  apiVersion: string;
  /** An absolute path, or a name that is searched in PATH. */
  command: string;
  args: string[];
  env: { name: string; value: string }[];
  /** Passed to the plugin if it asks for it. */
  cluster?: ExecCluster | undefined;
}

/** `spec.cluster` of an ExecCredential. */
export interface ExecCluster {
  server: string;
  'tls-server-name'?: string | undefined;
  'insecure-skip-tls-verify'?: boolean | undefined;
  'certificate-authority-data'?: string | undefined;
  'proxy-url'?: string | undefined;
  config?: unknown;
}

export interface Impersonation {
  user: string;
  uid?: string | undefined;
  groups?: string[] | undefined;
  extra?: Record<string, string[]> | undefined;
}

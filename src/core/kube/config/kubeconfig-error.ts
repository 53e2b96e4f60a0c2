/**
 * A kubeconfig cannot be used. `message` says what it must satisfy, as the end of "must be a kubeconfig …". It quotes
 * nothing that may be a secret.
 */
export class KubeconfigError extends Error {
  override name = 'KubeconfigError';
}

import { accessSync, constants } from 'node:fs';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import { hasCredentials } from '../core/printable.ts';

/**
 * Checks the current context. Returns what the kubeconfig must satisfy, as the end of "must be a kubeconfig …", or
 * undefined if there is no problem. Makes no requests, and quotes nothing that may be a secret. client-node accepts all of
 * these problems, and fails later with messages that name no input.
 */
export function problemOfCredentials(kubeConfig: KubeConfig): string | undefined {
  const cluster = kubeConfig.getCurrentCluster();
  const user = kubeConfig.getCurrentUser();
  if (!cluster || !user) return 'whose current context has a cluster and a user that exist';
  return problemOfServer(cluster) ?? problemOfData(cluster, user) ?? problemOfFiles(cluster, user);
}

function problemOfServer({ server, skipTLSVerify }: Cluster): string | undefined {
  if (hasCredentials(server)) return 'whose server URL contains no user or password';
  const protocol = URL.parse(server)?.protocol;
  if (protocol === 'https:' || (protocol === 'http:' && skipTLSVerify)) return undefined;
  return 'whose server is a URL that begins with https://';
}

function problemOfData({ caData }: Cluster, user: User): string | undefined {
  const { certData, keyData, token, username, password, exec } = user;
  if ([token, username, password].some((text) => !isText(text))) {
    return 'whose token, username and password are strings';
  }
  const pem = { caData, certData, keyData };
  const [broken] = Object.entries(pem).filter(([, data]) => data && !isEncodedPem(data));
  if (broken) return `whose ${KEYS[broken[0] as keyof typeof pem]} is base64-encoded PEM`;
  if (exec && !exec.command) return 'whose exec plugin has a command';
  return undefined;
}

const KEYS = {
  caData: 'certificate-authority-data',
  certData: 'client-certificate-data',
  keyData: 'client-key-data',
};

const isText = (value: unknown): boolean => !value || typeof value === 'string';

const isEncodedPem = (data: unknown): boolean =>
  typeof data === 'string' && Buffer.from(data, 'base64').toString().includes('-----BEGIN ');

function problemOfFiles({ caFile }: Cluster, { certFile, keyFile, authProvider }: User) {
  const files = [caFile, certFile, keyFile, authProvider?.config?.tokenFile as string | undefined];
  const missing = files.find((file) => file && !canRead(file));
  return missing && `whose file ${missing} is readable`;
}

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

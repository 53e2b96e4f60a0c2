import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layout } from './layout.ts';
import {
  type Authority,
  createAuthority,
  generateKeys,
  type Identity,
  privatePem,
  publicPem,
} from './pki.ts';
import type { Subnet } from './subnet.ts';

const CLUSTER = 'kubernetes.default.svc';
const SERVICE_ADDRESS = '10.96.0.1';

/** Clients of the API server, each with a kubeconfig: file name → user and group. */
const CLIENTS = {
  kubeconfig: { commonName: 'admin', organization: 'system:masters' },
  'controller-manager.kubeconfig': { commonName: 'system:kube-controller-manager' },
  'scheduler.kubeconfig': { commonName: 'system:kube-scheduler' },
  'proxy.kubeconfig': { commonName: 'system:kube-proxy' },
} as const;

/** Creates certificates, keys and kubeconfigs for one run of the host. */
export async function writeCredentials(layout: Layout, { node }: Subnet): Promise<void> {
  await mkdir(layout.pki, { recursive: true, mode: 0o700 });
  const authority = await createAuthority('kubernetes');
  await writeIdentity(layout, 'ca', authority);
  await writeServiceAccountKeys(layout);
  const names = [node, SERVICE_ADDRESS, '127.0.0.1', 'localhost', 'kubernetes'];
  const server = [...names, 'kubernetes.default', CLUSTER, `${CLUSTER}.cluster.local`];
  const kubelet = { commonName: 'apiserver-kubelet', organization: 'system:masters' };
  const files = {
    apiserver: { commonName: 'kube-apiserver', names: server },
    'apiserver-kubelet': kubelet,
    'front-proxy': { commonName: 'front-proxy' },
  };
  for (const [file, request] of Object.entries(files)) {
    await writeIdentity(layout, file, await authority.issue(request));
  }
  const self = { commonName: `system:node:${layout.name}`, organization: 'system:nodes' };
  for (const [file, client] of Object.entries({ ...CLIENTS, 'kubelet.kubeconfig': self })) {
    const text = kubeconfig(layout.name, node, authority, await authority.issue(client));
    await writeFile(join(layout.folder, file), text, { mode: 0o600 });
  }
}

async function writeIdentity({ pki }: Layout, name: string, identity: Identity): Promise<void> {
  await writeFile(join(pki, `${name}.crt`), identity.certificate);
  await writeFile(join(pki, `${name}.key`), identity.key, { mode: 0o600 });
}

async function writeServiceAccountKeys({ pki }: Layout): Promise<void> {
  const keys = await generateKeys();
  await writeFile(join(pki, 'service-account.key'), await privatePem(keys), { mode: 0o600 });
  await writeFile(join(pki, 'service-account.pub'), await publicPem(keys));
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function kubeconfig(name: string, node: string, authority: Authority, user: Identity): string {
  const cluster = {
    server: `https://${node}:6443`,
    'certificate-authority-data': base64(authority.certificate),
  };
  const credentials = {
    'client-certificate-data': base64(user.certificate),
    'client-key-data': base64(user.key),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user: credentials }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, null, 2)}\n`; // JSON is valid YAML.
}

import { join } from 'node:path';
import type { Layout } from './layout.ts';
import type { Program } from './process.ts';
import type { Subnet } from './subnet.ts';

const ETCD = 'http://127.0.0.1:2379';
const ETCD_PEER = 'http://127.0.0.1:2380';
export const POD_RANGE = '10.244.0.0/16';
export const SERVICE_RANGE = '10.96.0.0/16';

const flags = (values: Record<string, string | boolean>): string[] =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

export function etcd(layout: Layout): Program {
  const args = flags({
    'data-dir': layout.etcd,
    'listen-client-urls': ETCD,
    'advertise-client-urls': ETCD,
    'listen-peer-urls': ETCD_PEER,
    'initial-advertise-peer-urls': ETCD_PEER,
    'initial-cluster': `default=${ETCD_PEER}`,
    'unsafe-no-fsync': true, // The data is in memory anyway.
  });
  return { name: 'etcd', command: 'etcd', args };
}

export function apiServer(layout: Layout, programs: string, { node }: Subnet): Program {
  const pki = (file: string) => join(layout.pki, file);
  const args = flags({
    'etcd-servers': ETCD,
    'secure-port': '6443',
    'bind-address': '0.0.0.0',
    'advertise-address': node,
    'service-cluster-ip-range': SERVICE_RANGE,
    'authorization-mode': 'Node,RBAC',
    'allow-privileged': true,
    'client-ca-file': pki('ca.crt'),
    'tls-cert-file': pki('apiserver.crt'),
    'tls-private-key-file': pki('apiserver.key'),
    'service-account-key-file': pki('service-account.pub'),
    'service-account-signing-key-file': pki('service-account.key'),
    'service-account-issuer': 'https://kubernetes.default.svc',
    'kubelet-client-certificate': pki('apiserver-kubelet.crt'),
    'kubelet-client-key': pki('apiserver-kubelet.key'),
    'kubelet-preferred-address-types': 'InternalIP', // The name of the node does not resolve.
    'requestheader-client-ca-file': pki('ca.crt'),
    'requestheader-allowed-names': 'front-proxy',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-username-headers': 'X-Remote-User',
    'proxy-client-cert-file': pki('front-proxy.crt'),
    'proxy-client-key-file': pki('front-proxy.key'),
  });
  return { name: 'kube-apiserver', command: join(programs, 'kube-apiserver'), args };
}

export function controllerManager(layout: Layout, programs: string): Program {
  const args = flags({
    kubeconfig: join(layout.folder, 'controller-manager.kubeconfig'),
    'service-account-private-key-file': join(layout.pki, 'service-account.key'),
    'root-ca-file': join(layout.pki, 'ca.crt'),
    'cluster-signing-cert-file': join(layout.pki, 'ca.crt'),
    'cluster-signing-key-file': join(layout.pki, 'ca.key'),
    'use-service-account-credentials': true,
    'allocate-node-cidrs': true,
    'cluster-cidr': POD_RANGE,
    'flex-volume-plugin-dir': join(layout.folder, 'volume-plugins'),
    'leader-elect': false,
    'kube-api-qps': '500', // With the default of 20, the start takes seconds longer.
    'kube-api-burst': '1000',
  });
  const command = join(programs, 'kube-controller-manager');
  return { name: 'kube-controller-manager', command, args };
}

export function scheduler(layout: Layout, programs: string): Program {
  const args = flags({
    kubeconfig: join(layout.folder, 'scheduler.kubeconfig'),
    'leader-elect': false,
  });
  return { name: 'kube-scheduler', command: join(programs, 'kube-scheduler'), args };
}

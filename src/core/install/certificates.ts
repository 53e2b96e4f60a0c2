import { KubeConfig } from '@kubernetes/client-node';
import {
  type Authority,
  authorityPem,
  issue,
  makeAuthority,
  type Pem,
  type Subject,
  serviceAccountKeys,
} from './issue-certificate.ts';

/*
 * The certificates of a virtual control plane, made before its pod exists. The engine takes the Secret NAME-certs as it
 * finds it and otherwise makes some twenty RSA keys in the pod, which takes seconds of its start. Names, subjects and
 * Secret keys are kubeadm's; keys are ECDSA P-256, which kubeadm offers too and which take no time to make.
 */

const LOCAL_API_SERVER = 'https://127.0.0.1:6443';

export interface CertificatesInput {
  name: string;
  /** Range of the cluster's Service addresses; its first one is the API server's. */
  serviceCIDR?: string | undefined;
}

/** The data of the Secret `NAME-certs`: PEM and kubeconfig texts under the engine's key names. */
export async function makeCertificates(input: CertificatesInput): Promise<Record<string, string>> {
  const [ca, frontProxyCa, etcdCa, serviceAccount] = await Promise.all([
    makeAuthority('kubernetes'),
    makeAuthority('front-proxy-ca'),
    makeAuthority('etcd-ca'),
    serviceAccountKeys(),
  ]);
  const caPem = await authorityPem(ca);
  const files: Record<string, string> = {
    ...pemFiles('ca', caPem),
    ...pemFiles('server-ca', caPem),
    ...pemFiles('client-ca', caPem),
    ...pemFiles('front-proxy-ca', await authorityPem(frontProxyCa)),
    ...pemFiles('etcd-ca', await authorityPem(etcdCa)),
    ...serviceAccount,
  };
  const leaves: [string, Authority, Subject][] = [
    ['apiserver', ca, apiServer(input)],
    ['apiserver-kubelet-client', ca, admin('kube-apiserver-kubelet-client')],
    [
      'apiserver-etcd-client',
      etcdCa,
      { commonName: 'kube-apiserver-etcd-client', usage: 'client' },
    ],
    ['front-proxy-client', frontProxyCa, { commonName: 'front-proxy-client', usage: 'client' }],
    [
      'etcd-healthcheck-client',
      etcdCa,
      { commonName: 'kube-etcd-healthcheck-client', usage: 'client' },
    ],
    ['etcd-peer', etcdCa, etcdMember(input.name)],
    ['etcd-server', etcdCa, etcdMember(input.name)],
  ];
  for (const [file, authority, subject] of leaves) {
    Object.assign(files, pemFiles(file, await issue(authority, subject)));
  }
  files['admin.conf'] = await kubeconfig(ca, admin('kubernetes-super-admin'));
  for (const component of ['controller-manager', 'scheduler']) {
    const subject: Subject = { commonName: `system:kube-${component}`, usage: 'client' };
    files[`${component}.conf`] = await kubeconfig(ca, subject);
  }
  return files;
}

const admin = (commonName: string): Subject => ({
  commonName,
  organization: 'system:masters',
  usage: 'client',
});

const apiServer = ({ name, serviceCIDR }: CertificatesInput): Subject => ({
  commonName: 'kube-apiserver',
  usage: 'server',
  dns: [
    name,
    'localhost',
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ],
  ip: ['127.0.0.1', ...firstAddress(serviceCIDR)],
});

const etcdMember = (name: string): Subject => ({
  commonName: name,
  usage: 'both',
  dns: ['localhost', name],
  ip: ['127.0.0.1', '::1'],
});

/** The address that Kubernetes gives the Service `kubernetes`; only for IPv4, where it is the range's first plus one. */
function firstAddress(cidr: string | undefined): string[] {
  const match = /^(\d+\.\d+\.\d+)\.(\d+)\//.exec(cidr ?? '');
  return match ? [`${match[1]}.${Number(match[2]) + 1}`] : [];
}

const pemFiles = (file: string, { crt, key }: Pem) => ({
  [`${file}.crt`]: crt,
  [`${file}.key`]: key,
});

async function kubeconfig(ca: Authority, subject: Subject): Promise<string> {
  const { crt, key } = await issue(ca, subject);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: 'kubernetes',
      server: LOCAL_API_SERVER,
      caData: base64((await authorityPem(ca)).crt),
      skipTLSVerify: false,
    },
    { name: subject.commonName, certData: base64(crt), keyData: base64(key) },
  );
  return config.exportConfig();
}

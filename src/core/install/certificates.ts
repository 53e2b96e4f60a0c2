import { KubeConfig } from '@kubernetes/client-node';
import {
  type Authority,
  issue,
  makeAuthority,
  makeRsaKeys,
  type Pem,
  pemOf,
  type Subject,
} from './issue-certificate.ts';

/*
 * The certificates of a virtual control plane, made before its pod exists. If the Secret NAME-certs exists, vcluster uses
 * it. Otherwise vcluster makes about twenty RSA keys in the pod, which delays its start by seconds. File names, subjects
 * and Secret keys are those of kubeadm. The keys are ECDSA P-256: kubeadm supports them too, and they are fast to make.
 */

const LOCAL_API_SERVER = 'https://127.0.0.1:6443';

export interface CertificatesInput {
  name: string;
  /** Range of the cluster's Service addresses. The API server has the first address of the range. */
  serviceCIDR?: string | undefined;
}

interface Authorities {
  ca: Authority;
  frontProxyCa: Authority;
  etcdCa: Authority;
}

/** Makes the data of the Secret `NAME-certs`: PEM and kubeconfig texts under the keys that vcluster reads. */
export async function makeCertificates(input: CertificatesInput): Promise<Record<string, string>> {
  const [ca, frontProxyCa, etcdCa, serviceAccount] = await Promise.all([
    makeAuthority('kubernetes'),
    makeAuthority('front-proxy-ca'),
    makeAuthority('etcd-ca'),
    // Other systems verify service account tokens too, and some of them support only RSA signatures.
    makeRsaKeys(),
  ]);
  const files = {
    ...(await authorityFiles({ ca, frontProxyCa, etcdCa })),
    'sa.key': serviceAccount.privateKey,
    'sa.pub': serviceAccount.publicKey,
  };
  for (const [file, authority, subject] of leaves(input, { ca, frontProxyCa, etcdCa })) {
    Object.assign(files, pemFiles(file, await issue(authority, subject)));
  }
  return { ...files, ...(await kubeconfigs(ca)) };
}

async function authorityFiles(authorities: Authorities): Promise<Record<string, string>> {
  const ca = await pemOf(authorities.ca);
  return {
    ...pemFiles('ca', ca),
    ...pemFiles('server-ca', ca),
    ...pemFiles('client-ca', ca),
    ...pemFiles('front-proxy-ca', await pemOf(authorities.frontProxyCa)),
    ...pemFiles('etcd-ca', await pemOf(authorities.etcdCa)),
  };
}

/** Returns the file name, the issuer and the subject of each certificate that is not an authority. */
function leaves(
  input: CertificatesInput,
  { ca, frontProxyCa, etcdCa }: Authorities,
): [string, Authority, Subject][] {
  return [
    ['apiserver', ca, apiServer(input)],
    ['apiserver-kubelet-client', ca, admin('kube-apiserver-kubelet-client')],
    ['apiserver-etcd-client', etcdCa, client('kube-apiserver-etcd-client')],
    ['front-proxy-client', frontProxyCa, client('front-proxy-client')],
    ['etcd-healthcheck-client', etcdCa, client('kube-etcd-healthcheck-client')],
    ['etcd-peer', etcdCa, etcdMember(input.name)],
    ['etcd-server', etcdCa, etcdMember(input.name)],
  ];
}

async function kubeconfigs(ca: Authority): Promise<Record<string, string>> {
  return {
    'admin.conf': await kubeconfig(ca, admin('kubernetes-super-admin')),
    'controller-manager.conf': await kubeconfig(ca, client('system:kube-controller-manager')),
    'scheduler.conf': await kubeconfig(ca, client('system:kube-scheduler')),
  };
}

const client = (commonName: string): Subject => ({ commonName, usage: 'client' });

const admin = (commonName: string): Subject => ({
  ...client(commonName),
  organization: 'system:masters',
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

/** Returns the address of the Service `kubernetes`, which is the start of the range plus one. Supports only IPv4. */
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
      caData: base64((await pemOf(ca)).crt),
      skipTLSVerify: false,
    },
    { name: subject.commonName, certData: base64(crt), keyData: base64(key) },
  );
  return config.exportConfig();
}

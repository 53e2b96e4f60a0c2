import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { POD_RANGE } from './control-plane.ts';
import type { Layout } from './layout.ts';
import type { Program } from './process.ts';
import type { Subnet } from './subnet.ts';

/** Writes the configuration of kubelet. Returns the program to start. */
export async function kubelet(layout: Layout, programs: string, net: Subnet): Promise<Program> {
  const config = join(layout.folder, 'kubelet.json');
  await mkdir(layout.podLogs, { recursive: true });
  // Nothing listens there, so queries fail fast. With a loopback address CoreDNS would query itself.
  await writeFile(join(layout.folder, 'resolv.conf'), `nameserver ${net.gateway}\n`);
  await writeFile(config, JSON.stringify(kubeletConfig(layout), null, 2));
  const args = [
    `--config=${config}`,
    `--kubeconfig=${join(layout.folder, 'kubelet.kubeconfig')}`,
    `--hostname-override=${layout.name}`,
    `--node-ip=${net.node}`,
    `--root-dir=${layout.kubeletRoot}`,
    `--cert-dir=${join(layout.folder, 'kubelet-pki')}`,
  ];
  return { name: 'kubelet', command: join(programs, 'kubelet'), args };
}

function kubeletConfig(layout: Layout) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(layout.pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${layout.socket}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${layout.cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: ['10.96.0.10'],
    clusterDomain: 'cluster.local',
    resolvConf: join(layout.folder, 'resolv.conf'),
    podLogsDir: layout.podLogs,
    volumePluginDir: join(layout.folder, 'volume-plugins'),
    // Deleted images could not be pulled again, and the disk of the machine is not kubelet's concern.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
    },
    maxPods: 250,
    registryPullQPS: 0,
    serializeImagePulls: false,
    kubeAPIQPS: 100,
    kubeAPIBurst: 200,
  };
}

/** Writes the configuration of kube-proxy. Returns the program to start. */
export async function kubeProxy(layout: Layout, programs: string): Promise<Program> {
  const file = join(layout.folder, 'kube-proxy.json');
  const config = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    clientConnection: { kubeconfig: join(layout.folder, 'proxy.kubeconfig') },
    clusterCIDR: POD_RANGE,
    hostnameOverride: layout.name,
    conntrack: { maxPerCore: 0, min: 0 }, // Keeps the limits of the machine.
  };
  await writeFile(file, JSON.stringify(config, null, 2));
  const command = join(programs, 'kube-proxy');
  return { name: 'kube-proxy', command, args: [`--config=${file}`] };
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAUSE_IMAGE } from '../build/images.ts';
import { run } from '../run.ts';
import type { Layout } from './layout.ts';
import type { Program } from './process.ts';

const CNI_PROGRAMS = '/usr/lib/cni'; // Debian's path.
const POD_SUBNET = '10.244.0.0/24';

/** Writes the configuration of containerd and CNI. Returns the program to start. */
export async function containerd(layout: Layout): Promise<Program> {
  const file = join(layout.folder, 'containerd.toml');
  await writeFile(file, containerdConfig(layout));
  await mkdir(layout.cniConfig, { recursive: true });
  await writeFile(join(layout.cniConfig, '10-bridge.conflist'), cniConfig(layout));
  return { name: 'containerd', command: 'containerd', args: ['--config', file] };
}

function containerdConfig(layout: Layout): string {
  return `version = 2
root = "${layout.containerdRoot}"
state = "${layout.containerdState}"
[grpc]
  address = "${layout.socket}"
[plugins."io.containerd.grpc.v1.cri"]
  # a machine without CAP_SYS_RESOURCE may not lower the score, and no sandbox would start
  restrict_oom_score_adj = true
  # pods' network namespaces lie below 'state', where 'down' finds them
  netns_mounts_under_state_dir = true
  sandbox_image = "${PAUSE_IMAGE}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${CNI_PROGRAMS}"
    conf_dir = "${layout.cniConfig}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        Root = "${layout.runcRoot}"
`;
}

function cniConfig(layout: Layout): string {
  const ipam = {
    type: 'host-local',
    ranges: [[{ subnet: POD_SUBNET }]],
    routes: [{ dst: '0.0.0.0/0' }],
    dataDir: join(layout.run, 'cni-addresses'),
  };
  const bridge = { bridge: 'cni0', isGateway: true, ipMasq: true, hairpinMode: true, ipam };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  const plugins = [{ type: 'bridge', ...bridge }, portmap];
  return JSON.stringify({ cniVersion: '0.4.0', name: layout.network, plugins });
}

const ctr = (socket: string, ...args: string[]): Promise<string> =>
  run('ctr', ['--address', socket, '--namespace', 'k8s.io', ...args]);

export async function importImage(socket: string, archive: string): Promise<void> {
  await ctr(socket, 'images', 'import', archive);
}

/** Names of the images, without the ids that containerd lists as well. */
export async function imageNames(socket: string): Promise<string[]> {
  const names = (await ctr(socket, 'images', 'list', '--quiet')).trim().split('\n');
  return names.filter((name) => name && !name.startsWith('sha256:')).sort();
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../run.ts';

/** What a host could leave on the machine, one line per item. */
export type Machine = Record<
  'processes' | 'namespaces' | 'interfaces' | 'mounts' | 'rules' | 'cgroups' | 'files',
  string[]
>;

/**
 * The current state of the machine. Leaves out lines with the name of another host, because others may use that host at
 * the same time.
 */
export async function machine(hosts: readonly string[]): Promise<Machine> {
  const [namespaces, interfaces, rules] = await Promise.all([
    list('/run/netns'),
    run('ip', ['-o', 'link']).then(lines),
    run('iptables-save', []).then((text) => lines(text).filter((line) => line.startsWith('-'))),
  ]);
  const mounts = lines(await readFile('/proc/self/mounts', 'utf8'));
  const files = await Promise.all(FOLDERS.map(list));
  const all: Machine = {
    processes: await processesNaming(hosts),
    namespaces,
    interfaces: interfaces.map((line) => line.replace(/^\d+: /, '')),
    mounts,
    rules,
    cgroups: await topCgroups(),
    files: files.flat(),
  };
  const mine = (line: string) => !namesOther(line, hosts);
  for (const [kind, found] of Object.entries(all)) {
    all[kind as keyof Machine] = found.filter(mine).sort();
  }
  return all;
}

const FOLDERS = ['/run', '/run/ephemeral-vcluster', '/dev/shm', '/var/lib/cni/results'];
const OTHER = /ephemeral-vcluster[-/](?:hosts\/)?([a-z0-9-]+)/;

function namesOther(line: string, hosts: readonly string[]): boolean {
  if (line.includes('cni-loopback-')) return true; // Named by a container id, of any host.
  const name = OTHER.exec(line)?.[1];
  return name !== undefined && !hosts.some((host) => name === host || name.startsWith(`${host}-`));
}

const lines = (text: string): string[] => text.trim().split('\n').filter(Boolean);

const list = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).map((name) => join(folder, name));

const topCgroups = async (): Promise<string[]> => {
  const roots = await list('/sys/fs/cgroup');
  return (await Promise.all(roots.map(list)))
    .flat()
    .filter((path) => !/\/[a-z_]+\.[^/]+$/.test(path));
};

/** Processes with the name of a host in their command line or in the path of their cgroup. */
async function processesNaming(hosts: readonly string[]): Promise<string[]> {
  const named = new RegExp(`(ephemeral-vcluster[-/]|/hosts/)(${hosts.join('|')})\\b`);
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(ids.map(describeProcess));
  return found.filter((text) => named.test(text));
}

/** Returns an empty text for a zombie or dead process. */
async function describeProcess(id: string): Promise<string> {
  const read = (file: string) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '');
  const [stat, command, cgroup] = await Promise.all(['stat', 'cmdline', 'cgroup'].map(read));
  return / [ZX] /.test(stat ?? '') ? '' : `${id} ${command} ${cgroup}`;
}

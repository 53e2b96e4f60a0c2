import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { layoutOf } from '../../../host/node/layout.ts';
import { DEFAULT_NAME } from '../../../host/paths.ts';

/** A network namespace for one job, from which only the host cluster is reachable. */
export interface JobNetwork extends Disposable {
  /** A command that runs a program in the namespace. */
  within: readonly string[];
  /** Drops every packet in both directions without an answer. */
  drop(): void;
  restore(): void;
}

/** Why no job network is possible here; undefined if it is possible. */
export const missingNetwork = (name = DEFAULT_NAME): string | undefined =>
  existsSync(layoutOf(name).netnsPath)
    ? undefined
    : 'the host cluster is not the built one and has no network namespace, so its network cannot be interrupted';

const sh = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** Prefix of the namespace names. The id of the process that created the namespace follows, then a number. */
const PREFIX = 'ephemeral-vcluster-job-';
let made = 0;

/**
 * Deletes one end of the veth pair, and with it the other, before the namespace: that remains until its last process has
 * exited, and the next network has the same addresses.
 */
function remove(netns: string): void {
  try {
    sh('ip', '-n', netns, 'link', 'del', 'eth0');
  } catch {
    // A test that was killed early has made the namespace without the pair.
  }
  sh('ip', 'netns', 'del', netns);
}

/** Removes the namespaces of tests that were killed. */
function removeStale(): void {
  for (const netns of readdirSync('/run/netns').filter((found) => found.startsWith(PREFIX))) {
    const [pid] = netns.slice(PREFIX.length).split('-');
    if (!existsSync(`/proc/${pid}`)) remove(netns);
  }
}

/** Connects a new network namespace directly to that of the host cluster, without the network of the machine. */
export function createJobNetwork(server: string, name = DEFAULT_NAME): JobNetwork {
  removeStale();
  const number = made++ % 256;
  const netns = `${PREFIX}${process.pid}-${number}`;
  const { netns: host } = layoutOf(name);
  const link = `ev${number}-${process.pid}`;
  const [gateway, jobAddress] = [1, 2].map((it) => `198.18.${number}.${it}`);
  const address = new URL(server).hostname;
  const at = (...args: string[]) => sh('ip', '-n', netns, ...args);
  sh('ip', 'netns', 'add', netns);
  sh(
    'ip',
    'link',
    'add',
    link,
    'netns',
    host,
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    netns,
  );
  sh('ip', '-n', host, 'addr', 'add', `${gateway}/30`, 'dev', link);
  sh('ip', '-n', host, 'link', 'set', link, 'up');
  at('addr', 'add', `${jobAddress}/30`, 'dev', 'eth0');
  for (const device of ['lo', 'eth0']) at('link', 'set', device, 'up');
  at('route', 'add', address, 'via', `${gateway}`);
  const within = ['nsenter', `--net=/run/netns/${netns}`];
  const rule = (verb: string) => {
    for (const chain of ['INPUT', 'OUTPUT']) {
      const device = chain === 'INPUT' ? '-i' : '-o';
      sh('nsenter', ...within.slice(1), 'iptables', verb, chain, device, 'eth0', '-j', 'DROP');
    }
  };
  return {
    within,
    drop: () => rule('-A'),
    restore: () => rule('-D'),
    [Symbol.dispose]: () => remove(netns),
  };
}

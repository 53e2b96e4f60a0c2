import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { layoutOf } from '../../../host/node/layout.ts';
import { DEFAULT_NAME } from '../../../host/paths.ts';

/** A network namespace of a job's own, from which it reaches the host cluster and nothing else. */
export interface JobNetwork extends Disposable {
  /** Runs a program in it. */
  within: readonly string[];
  /** Every packet is lost, in both directions, as on a broken line: nobody is told. */
  drop(): void;
  restore(): void;
}

/** Why there can be none here; undefined where there can. */
export const missingNetwork = (name = DEFAULT_NAME): string | undefined =>
  existsSync(layoutOf(name).netnsPath)
    ? undefined
    : 'the host cluster has no network namespace of ours, so its network cannot be broken';

const sh = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** The rest of the name is the process that made it, and its number among those of that process. */
const PREFIX = 'ephemeral-vcluster-job-';
let made = 0;

/** Those of tests that were killed. */
function removeStale(): void {
  for (const netns of readdirSync('/run/netns').filter((found) => found.startsWith(PREFIX))) {
    const [pid] = netns.slice(PREFIX.length).split('-');
    if (!existsSync(`/proc/${pid}`)) sh('ip', 'netns', 'del', netns);
  }
}

/** Joins a new namespace to that of the host cluster, past the machine's own network. */
export function createJobNetwork(server: string, name = DEFAULT_NAME): JobNetwork {
  removeStale();
  const number = made++ % 256;
  const netns = `${PREFIX}${process.pid}-${number}`;
  const { netns: host } = layoutOf(name);
  const link = `ev${number}-${process.pid}`;
  const [ours, theirs] = [1, 2].map((it) => `198.18.${number}.${it}`);
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
  sh('ip', '-n', host, 'addr', 'add', `${ours}/30`, 'dev', link);
  sh('ip', '-n', host, 'link', 'set', link, 'up');
  at('addr', 'add', `${theirs}/30`, 'dev', 'eth0');
  for (const device of ['lo', 'eth0']) at('link', 'set', device, 'up');
  at('route', 'add', address, 'via', `${ours}`);
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
    // Its end of the pair goes with it, and the other end with that.
    [Symbol.dispose]: () => sh('ip', 'netns', 'del', netns),
  };
}

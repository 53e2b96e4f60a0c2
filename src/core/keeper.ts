import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { ApiException, KubeConfig } from '@kubernetes/client-node';
import { systemClock } from './clock.ts';
import { controlPlaneDialer, SYNCER_PORT } from './control-plane-dialer.ts';
import { apiMessage, type Kube, keepAlive, kubeOf } from './kube.ts';
import { type Lease, renewLease } from './lease.ts';
import { startTunnel } from './tunnel.ts';

/** What the keeper is told, in a 0600 file. */
export interface KeeperConfig {
  name: string;
  namespace: string;
  /** Path of the host kubeconfig. */
  kubeconfigFile: string;
  lease: Lease;
  tunnel: boolean;
  /** The process whose life is the job's. */
  jobPid?: number | undefined;
}

/** What it answers, over its IPC channel, once it serves. */
export interface KeeperReady {
  /** The tunnel's port on 127.0.0.1, where one was asked for. */
  port?: number;
}

/** The file in which a keeper with the config `configFile` leaves its process id. */
export const keeperPidFile = (configFile: string): string => `${configFile}.pid`;

const JOB_CHECK = 1_000;
const SHORTEST_RENEWAL = 5_000;
const LONGEST_RENEWAL = 60_000;
const RETRY = 2_000;

/**
 * The small process beside a job: renews the lease while the job lives, and carries the tunnel. Ends when the job's
 * process is gone, the lease is over or `ttl` is reached; it then leaves the rest to the lease.
 */
export async function runKeeper(configFile: string): Promise<void> {
  await writeFile(keeperPidFile(configFile), String(process.pid), { mode: 0o600 });
  const config = JSON.parse(await readFile(configFile, 'utf8')) as KeeperConfig;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(config.kubeconfigFile);
  const ready: KeeperReady = config.tunnel ? { port: await serveTunnel(kubeConfig, config) } : {};
  process.send?.(ready, () => process.disconnect());
  await Promise.race([
    renewWhileAlive(kubeOf(keepAlive(kubeConfig)), config),
    jobEnd(config.jobPid),
  ]);
  process.exit(0);
}

async function serveTunnel(kubeConfig: KubeConfig, config: KeeperConfig): Promise<number> {
  const tunnel = await startTunnel({
    dial: controlPlaneDialer(kubeConfig, config, SYNCER_PORT),
    clock: systemClock,
    debug: log,
  });
  return tunnel.port;
}

async function renewWhileAlive(kube: Kube, { namespace, lease }: KeeperConfig): Promise<void> {
  const period = Math.min(Math.max(lease.lease / 3, SHORTEST_RENEWAL), LONGEST_RENEWAL);
  for (let pause = period; Date.now() < lease.since + lease.ttl; ) {
    await systemClock.sleep(pause);
    try {
      await renewLease(kube, namespace, lease, Date.now());
      pause = period;
    } catch (error) {
      log(`lease not renewed: ${apiMessage(error)}`);
      if (isOver(error)) return;
      pause = RETRY;
    }
  }
}

/** The lease is gone (404) or another cluster's (422: the test of its uid failed). Anything else may pass. */
const isOver = (error: unknown): boolean =>
  error instanceof ApiException && (error.code === 404 || error.code === 422);

async function jobEnd(pid: number | undefined): Promise<void> {
  if (pid === undefined) return new Promise(() => {});
  const birth = startTime(pid);
  while (isAlive(pid) && startTime(pid) === birth) await systemClock.sleep(JOB_CHECK);
  log(`the job's process ${pid} is gone`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in clock ticks; tells a process id that was given again. Linux only. */
function startTime(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The keeper's own log is a file in the work folder. */
function log(message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${message}\n`);
}

import { readFile, rm } from 'node:fs/promises';
import { systemClock } from '../core/clock.ts';
import type { KeeperConfig, KeeperReady } from '../core/keeper/config.ts';
import { type KeeperEnd, type KeeperStatus, writeStatus } from '../core/keeper/status.ts';
import { accessFrom, type HostAccess } from '../core/kube/http/access.ts';
import { takenAt } from '../core/lease/deadline.ts';
import {
  controlPlaneDialer,
  type DialerOptions,
  SYNCER_PORT,
} from '../core/tunnel/control-plane-dialer.ts';
import { startTunnel } from '../core/tunnel/tunnel.ts';
import { endOfProcess } from './job-process.ts';
import { leaseRenewer } from './lease-renewer.ts';
import { leaseWatcher } from './lease-watcher.ts';
import { openLogFile } from './log-file.ts';
import { renewLeaseUntilEnd } from './renewal.ts';
import { stopRequest } from './stop-request.ts';

/**
 * Runs the keeper, a small background process of a job: it renews the lease while the job runs, and carries the tunnel.
 * It ends when the job's process has exited, the lease is over or `ttl` is reached. The lease then deletes the cluster.
 */
export async function runKeeper(configFile: string): Promise<void> {
  const config = JSON.parse(await readFile(configFile, 'utf8')) as KeeperConfig;
  const log = openLogFile(config.files.log);
  const access = accessFrom(config.host);
  let status: KeeperStatus = { pid: process.pid, renewedAt: takenAt(config.lease, systemClock) };
  const update = (changes: Partial<KeeperStatus>) => {
    const { failing: _, ...others } = status;
    status = { ...others, ...changes };
    try {
      writeStatus(config.files.status, status);
    } catch (error) {
      // The disk may be full, or a step of the job has deleted the folder. The lease is worth more than its status.
      log(`the status could not be written: ${(error as Error).message}`);
    }
  };
  update({});
  const note = (changes: Pick<KeeperStatus, 'refused' | 'lost'>) =>
    update({ ...(status.failing && { failing: status.failing }), ...changes });
  const events: DialerOptions = {
    refused: (refused) => {
      if (refused !== status.refused) note({ refused });
    },
    lost: (lost) => {
      log(lost);
      note({ lost });
    },
  };
  const ready: KeeperReady = config.tunnel
    ? { port: await serveTunnel(access, config, log, events) }
    : {};
  process.send?.(ready, () => process.disconnect());
  const renew = config.renews ? leaseRenewer(access, config) : leaseWatcher(access, config);
  let current = Promise.resolve();
  const ended = await Promise.race([
    renewLeaseUntilEnd({
      lease: config.lease,
      renew: (deadlineSeconds) => {
        current = renew(deadlineSeconds);
        return current;
      },
      clock: systemClock,
      report: (changes) => {
        if (changes.failing) log(`lease not renewed: ${changes.failing.reason}`);
        update(changes);
      },
    }),
    endOfProcess(config.jobPid, systemClock).then((): KeeperEnd => 'job'),
    stopRequest(config.files.stop, systemClock).then((): KeeperEnd => 'stopped'),
  ]);
  if (ended === 'job' && config.workDir)
    return rm(config.workDir, { recursive: true, force: true });
  // A renewal must not arrive after the process that asked has moved the deadline.
  if (ended === 'stopped') await current.catch(() => {});
  log(REASONS[ended]);
  update({ ...(status.failing && { failing: status.failing }), ended });
}

const REASONS: Record<KeeperEnd, string> = {
  job: "the job's process has exited; the lease deletes the cluster when it expires",
  lease: 'the lease is over, so the host deletes the cluster',
  ttl: 'the cluster has reached its ttl',
  stopped: 'another process asked for it',
  changed: 'the lease would not expire in time, so the keeper deleted it',
};

async function serveTunnel(
  access: HostAccess,
  config: KeeperConfig,
  debug: (message: string) => void,
  events: DialerOptions,
): Promise<number> {
  const { hold, onePod } = config.tunnel ?? {};
  const dial = controlPlaneDialer(access, config, SYNCER_PORT, { ...events, onePod });
  const tunnel = await startTunnel({ dial, clock: systemClock, debug, hold });
  return tunnel.port;
}

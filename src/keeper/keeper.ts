import { readFile, rm } from 'node:fs/promises';
import { systemClock } from '../core/clock.ts';
import type { KeeperConfig, KeeperReady } from '../core/keeper/config.ts';
import { type KeeperEnd, type KeeperStatus, writeStatus } from '../core/keeper/status.ts';
import type { HostAccess } from '../core/kube/http/access.ts';
import { controlPlaneDialer, SYNCER_PORT } from '../core/tunnel/control-plane-dialer.ts';
import { startTunnel } from '../core/tunnel/tunnel.ts';
import { accessFrom } from './access.ts';
import { endOfProcess } from './job-process.ts';
import { leaseRenewer } from './lease-renewer.ts';
import { leaseWatcher } from './lease-watcher.ts';
import { openLogFile } from './log-file.ts';
import { renewLeaseUntilEnd } from './renewal.ts';

/**
 * The small process beside a job: renews the lease while the job lives, and carries the tunnel. Ends when the job's
 * process is gone, the lease is over or `ttl` is reached; it then leaves the rest to the lease.
 */
export async function runKeeper(configFile: string): Promise<void> {
  const config = JSON.parse(await readFile(configFile, 'utf8')) as KeeperConfig;
  const log = openLogFile(config.files.log);
  const access = accessFrom(config.host);
  let status: KeeperStatus = { pid: process.pid, renewedAt: config.lease.since };
  const tell = (news: Partial<KeeperStatus>) => {
    const { failing: _, ...lasting } = status;
    status = { ...lasting, ...news };
    writeStatus(config.files.status, status);
  };
  tell({});
  const ready: KeeperReady = config.tunnel ? { port: await serveTunnel(access, config, log) } : {};
  process.send?.(ready, () => process.disconnect());
  const ended = await Promise.race([
    renewLeaseUntilEnd({
      lease: config.lease,
      renew: config.renews ? leaseRenewer(access, config) : leaseWatcher(access, config),
      clock: systemClock,
      report: (news) => {
        if (news.failing) log(`lease not renewed: ${news.failing.reason}`);
        tell(news);
      },
    }),
    endOfProcess(config.jobPid, systemClock).then((): KeeperEnd => 'job'),
  ]);
  if (ended === 'job' && config.workDir)
    return rm(config.workDir, { recursive: true, force: true });
  log(REASONS[ended]);
  tell({ ...(status.failing && { failing: status.failing }), ended });
}

const REASONS: Record<KeeperEnd, string> = {
  job: "the job's process is gone; the lease ends the cluster",
  lease: 'the lease is over, and with it the cluster',
  ttl: 'the cluster has reached its ttl',
};

async function serveTunnel(
  access: HostAccess,
  config: KeeperConfig,
  debug: (message: string) => void,
): Promise<number> {
  const dial = controlPlaneDialer(access, config, SYNCER_PORT);
  const tunnel = await startTunnel({ dial, clock: systemClock, debug, hold: config.tunnel?.hold });
  return tunnel.port;
}

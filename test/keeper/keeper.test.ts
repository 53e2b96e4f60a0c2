import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubeConfig as Config } from '@kubernetes/client-node';
import { systemClock } from '../../src/core/clock.ts';
import { startKeeper } from '../../src/core/keeper/start.ts';
import type { KeeperProgram, Runtime } from '../../src/core/runtime.ts';
import { hostKubeconfig } from '../action/support/fake-host.ts';
import { eventually } from '../support/eventually.ts';
import { newFolder } from '../support/folder.ts';
import { createRef } from '../support/ref.ts';

jest.setTimeout(60_000);

const KEEPER: KeeperProgram = [
  process.execPath,
  join(import.meta.dirname, '../../src/keeper/index.ts'),
];

function sleeper(): ChildProcess & Disposable {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  return Object.assign(child, { [Symbol.dispose]: () => void child.kill('SIGKILL') });
}

function kubeConfig(): KubeConfig {
  const config = new Config();
  config.loadFromString(hostKubeconfig);
  return config;
}

test.each([true, false])(
  'after a job was killed, the keeper removes the folder of the job if configured: %s',
  async (removeWorkDir) => {
    await using folder = await newFolder();
    using job = sleeper();
    const workDir = join(folder.path, 'work');
    mkdirSync(workDir);
    writeFileSync(join(workDir, 'kubeconfig'), 'a secret');
    const runtime = { workDir, hostCluster: kubeConfig(), jobPid: job.pid ?? 0, removeWorkDir };
    const lease = { uid: 'uid', since: systemClock.monotonic(), lease: 300_000, ttl: 600_000 };
    const keeper = await startKeeper(runtime as Runtime, KEEPER, {
      ref: createRef(),
      lease,
      renews: true,
    });
    job.kill('SIGKILL');
    await once(job, 'exit');
    const ended = await keeper.end.catch((error: Error) => error.message);
    expect(ended).toMatch(/^The keeper of \S+ ended/);
    const isThere = async () => existsSync(workDir);
    expect(await eventually(isThere, (there) => there !== removeWorkDir, 5)).toBe(!removeWorkDir);
  },
);

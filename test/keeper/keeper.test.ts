import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubeConfig as Config } from '@kubernetes/client-node';
import { systemClock } from '../../src/core/clock.ts';
import { keeperFiles } from '../../src/core/keeper/config.ts';
import { startKeeper, stopKeeper } from '../../src/core/keeper/start.ts';
import { readStatus } from '../../src/core/keeper/status.ts';
import { endKeeper } from '../../src/core/keeper/stop.ts';
import { tunnelFailure } from '../../src/core/keeper/tunnel-failure.ts';
import type { KeeperProgram, Runtime } from '../../src/core/runtime.ts';
import { hostKubeconfig } from '../action/support/fake-host.ts';
import { eventually } from '../support/eventually.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';
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

test('where no command line shows whose process it is, the keeper ends when asked, and later ones are not asked', async () => {
  await using folder = await newFolder();
  const runtime = { workDir: folder.path, hostCluster: kubeConfig(), jobPid: process.pid };
  const ref = createRef();
  const lease = { uid: 'uid', since: systemClock.monotonic(), lease: 300_000, ttl: 600_000 };
  const start = () => startKeeper(runtime as Runtime, KEEPER, { ref, lease, renews: true });
  const end = () =>
    endKeeper({ workDir: folder.path, name: ref.name }, { platform: 'win32', clock: systemClock });
  const first = await start();
  expect(await end()).toBeUndefined();
  await expect(first.end).rejects.toThrow('another process asked it to end');

  const second = await start();
  expect(readStatus(keeperFiles(folder.path, ref.name).status)).not.toHaveProperty('ended');
  process.kill(second.pid, 'SIGKILL');
  await expect(second.end).rejects.toThrow('was killed');
  expect(await end()).toMatch(/was killed/);
});

test('a refused port-forward is in the status of the keeper, and fails the wait for the tunnel', async () => {
  await using folder = await newFolder();
  const pod = { metadata: { name: 'ci-1-abc', uid: 'pod-1' }, status: { phase: 'Running' } };
  await using api = await startFakeApi((_, response) => sendJson(response, { items: [pod] }));
  api.server.on('upgrade', (_, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
  );
  using job = sleeper();
  const runtime = {
    workDir: folder.path,
    hostCluster: api.kubeConfig,
    jobPid: job.pid ?? 0,
    clock: systemClock,
  } as unknown as Runtime;
  const lease = { uid: 'uid', since: systemClock.monotonic(), lease: 300_000, ttl: 600_000 };
  const keeper = await startKeeper(runtime, KEEPER, {
    ref: createRef(),
    lease,
    renews: true,
    tunnel: { hold: 60_000, onePod: true },
  });
  try {
    connect(keeper.port ?? 0, '127.0.0.1')
      .on('error', () => {})
      .write('hello');
    const failure = tunnelFailure(runtime, createRef().name, new AbortController().signal);
    await expect(failure).rejects.toMatchObject({
      name: 'ClusterError',
      summary: expect.stringContaining('refuses port-forward to pod ci-1-abc: HTTP 403'),
    });
  } finally {
    stopKeeper(keeper.pid);
  }
});

test('a replaced pod that held the objects is in the status of the keeper, and its tunnel stops to listen', async () => {
  await using folder = await newFolder();
  let uid = 'pod-1';
  await using api = await startFakeApi((_, response) => {
    const metadata = { name: `ci-1-${uid}`, uid, creationTimestamp: '2026-11-26T10:00:00Z' };
    sendJson(response, { items: [{ metadata, status: { phase: 'Running' } }] });
  });
  // The first pod fails, and another one takes its place.
  api.server.on('upgrade', (_, socket) => {
    uid = 'pod-2';
    socket.destroy();
  });
  using job = sleeper();
  const runtime = { workDir: folder.path, hostCluster: api.kubeConfig, jobPid: job.pid ?? 0 };
  const keeper = await startKeeper({ ...runtime, clock: systemClock } as Runtime, KEEPER, {
    ref: createRef(),
    lease: { uid: 'uid', since: systemClock.monotonic(), lease: 300_000, ttl: 600_000 },
    renews: true,
    tunnel: { hold: 60_000, onePod: true },
  });
  try {
    const client = connect(keeper.port ?? 0, '127.0.0.1').on('error', () => {});
    client.write('hello');
    await once(client, 'close');
    const another = connect(keeper.port ?? 0, '127.0.0.1');
    await expect(once(another, 'connect')).rejects.toThrow('ECONNREFUSED');
    expect(readStatus(keeperFiles(folder.path, createRef().name).status)?.lost).toBe(
      'pod ci-1-pod-1 of the control plane was replaced by pod ci-1-pod-2 at 2026-11-26T10:00:00Z; all objects of the virtual cluster were lost with it',
    );
  } finally {
    stopKeeper(keeper.pid);
  }
});

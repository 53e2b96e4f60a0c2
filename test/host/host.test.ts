import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { downHost, type Host, hostStatus, upHost } from './host.ts';
import { killProcesses } from './node/cgroup.ts';
import { layoutOf } from './node/layout.ts';
import { timingTable } from './report.ts';
import { type Machine, machine } from './testing/machine.ts';
import { fetchFrom, kubectl, runServer } from './testing/pods.ts';

const LONG = 180_000;
const [ONE, OTHER] = ['t1', 't2'];

/** On the real machine, with separate host names, because the host `host` may be in use. */
describe('a host cluster', () => {
  let before: Machine;
  let one: Host;
  let other: Host;

  beforeAll(async () => {
    for (const name of [ONE, OTHER]) await downHost({ name });
    before = await machine([ONE, OTHER]);
  }, LONG);

  afterAll(async () => {
    for (const name of [ONE, OTHER]) await downHost({ name });
  }, LONG);

  it(
    'starts once if two calls request it at the same time, next to another host',
    async () => {
      const [first, second, third] = await Promise.all([
        upHost({ name: ONE }),
        upHost({ name: ONE }),
        upHost({ name: OTHER }),
      ]);
      [one, other] = [first, third];
      expect(second.kubeconfig).toBe(one.kubeconfig);
      const starts = [first, second].filter(({ timings }) =>
        timings.some((t) => t.step === 'node'),
      );
      expect(starts).toHaveLength(1);
      console.log(timingTable(third.timings));
    },
    LONG,
  );

  it(
    'runs pods that reach each other, separately from another host',
    async () => {
      await Promise.all([runServer(one, 'web'), runServer(other, 'web')]);
      await runServer(one, 'client');
      expect(await fetchFrom(one, 'client', 'web')).toBe('hello\n');
      expect(await kubectl(other, 'get', 'pods', '-o', 'name')).toBe('pod/web\n');
    },
    LONG,
  );

  it('does not need the temporary folder of the test run that starts it', async () => {
    const { run } = layoutOf(ONE);
    const pid = Number.parseInt(await readFile(join(run, 'containerd.pid'), 'utf8'), 10);
    const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    expect(variables).toContain(`TMPDIR=${run}`);
  });

  it('reports its state', async () => {
    const status = await hostStatus({ name: ONE });
    expect(status).toMatchObject({ state: 'running', way: 'built', nodeReady: true });
    expect(status.images).toContain('ghcr.io/loft-sh/vcluster-oss:0.30.0');
    expect(await hostStatus({ name: 'no-such-host' })).toEqual({
      name: 'no-such-host',
      state: 'stopped',
    });
  });

  it(
    'leaves other hosts unchanged when it goes down',
    async () => {
      await downHost({ name: OTHER });
      expect((await hostStatus({ name: OTHER })).state).toBe('stopped');
      expect(await fetchFrom(one, 'client', 'web')).toBe('hello\n');
    },
    LONG,
  );

  it(
    'starts again after all its processes were killed',
    async () => {
      await killProcesses(layoutOf(ONE));
      expect((await hostStatus({ name: ONE })).state).toBe('broken');
      one = await upHost({ name: ONE });
      await runServer(one, 'web');
    },
    LONG,
  );

  it(
    'leaves nothing on the machine when it goes down, even with running pods',
    async () => {
      expect(await machine([ONE, OTHER])).not.toEqual(before); // Otherwise the next lines would prove nothing.
      const timings = await downHost({ name: ONE });
      expect(await machine([ONE, OTHER])).toEqual(before);
      console.log(timingTable(timings));
    },
    LONG,
  );
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { orUndefined } from '../../../src/core/kube.ts';
import { newRef } from '../../../src/core/ref.ts';
import type { Order } from '../../support/create-and-hang.ts';
import { eventually } from '../../support/eventually.ts';
import { everythingIn } from '../../support/everything.ts';
import { realWorld, type World } from './world.ts';

jest.setTimeout(300_000);

const SCRIPT = join(import.meta.dirname, '../../support/create-and-hang.ts');

interface Moment {
  /** The line of the job's log at which its process is killed … */
  line: string;
  /** … this many milliseconds later. */
  after: number;
}

/** Starts a job that makes a cluster, kills it at that moment, and tells what there was then. */
async function killAt({ host, kubeconfig, spec }: World, { line, after }: Moment) {
  const wanted = spec({ lease: 30_000 });
  const ref = newRef(wanted);
  const { helm, workDir } = host;
  const order: Order = { host: { kubeconfig, helm, workDir }, spec: wanted, ref };
  const job = spawn(process.execPath, [SCRIPT, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(job, 'exit');
  for await (const said of createInterface(job.stdout)) {
    if (said !== line) continue;
    await sleep(after);
    job.kill('SIGKILL');
  }
  const [, signal] = await exit;
  const found = await everythingIn(host.kubeConfig, ref.namespace);
  return { namespace: ref.namespace, signal, found: found.map(({ id }) => id) };
}

const moments: Moment[] = [
  // Around the making of the namespace and the lease.
  { line: 'group: Take the lease', after: 30 },
  // While helm runs.
  { line: 'group: Install the chart', after: 0 },
  { line: 'group: Install the chart', after: 500 },
  // While the pod starts; a keeper is there.
  { line: 'group: Wait for the control plane', after: 3_000 },
];

test('wherever a job is killed, the host removes all but an empty namespace, with nobody of us there', async () => {
  await using world = await realWorld();
  const killed = await Promise.all(moments.map((moment) => killAt(world, moment)));

  expect(killed.map(({ signal }) => signal)).toEqual(moments.map(() => 'SIGKILL'));
  for (const { found } of killed.slice(1)) expect(found).toContain('Job/ephemeral-vcluster');
  expect(killed.at(-1)?.found).toContainEqual(expect.stringMatching(/^Pod\//));

  const left = await Promise.all(
    killed.map(({ namespace }) =>
      eventually(
        () => everythingIn(world.host.kubeConfig, namespace),
        (all) => all.length === 0,
        120,
      ),
    ),
  );
  expect(left.flat().map(({ id }) => id)).toEqual([]);
  for (const { namespace } of killed) {
    const still = await orUndefined(world.kube.core.readNamespace({ name: namespace }));
    expect(still?.status?.phase ?? 'none').toMatch(/Active|none/);
  }
});

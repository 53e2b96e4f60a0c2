import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { type Kube, orUndefined } from '../../../src/core/kube.ts';
import { LEASE_NAME } from '../../../src/core/lease.ts';
import { newRef } from '../../../src/core/ref.ts';
import type { Order } from '../../support/create-and-hang.ts';
import { eventually } from '../../support/eventually.ts';
import { everythingIn } from '../../support/everything.ts';
import { realWorld, type World } from './world.ts';

jest.setTimeout(300_000);

const SCRIPT = join(import.meta.dirname, '../../support/create-and-hang.ts');

/** What is there when a job is killed: its process dies as soon as this can be seen. */
type Moment = (kube: Kube, namespace: string) => Promise<unknown>;

const moments: Record<string, Moment> = {
  'a namespace': (kube, name) => kube.core.readNamespace({ name }),
  'a lease': (kube, namespace) => kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }),
  'half a release': async (kube, namespace) => {
    const labelSelector = 'owner=helm,status=pending-install';
    return (await kube.core.listNamespacedSecret({ namespace, labelSelector })).items[0];
  },
  'a pod that runs, and a keeper': async (kube, namespace) => {
    const fieldSelector = 'status.phase=Running';
    return (await kube.core.listNamespacedPod({ namespace, fieldSelector })).items[0];
  },
};

/** Starts a job that makes a cluster, kills it at that moment, and tells what there was then. */
async function killAt({ host, admin, kube, kubeconfig, spec }: World, moment: Moment) {
  const wanted = spec({ lease: 30_000 });
  const ref = newRef(wanted);
  const { namespace } = ref;
  const { helm, workDir } = host;
  const order: Order = { host: { kubeconfig, helm, workDir }, spec: wanted, ref };
  const job = spawn(process.execPath, [SCRIPT, JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exit = once(job, 'exit');
  while (job.exitCode === null && !(await orUndefined(moment(kube, namespace)))) await sleep(10);
  job.kill('SIGKILL');
  const [, signal] = await exit;
  const found = await everythingIn(admin, namespace);
  return { namespace, signal, found: found.map(({ id }) => id) };
}

test('wherever a job is killed, the host removes all but an empty namespace, with nobody of us there', async () => {
  await using world = await realWorld();
  const killed = await Promise.all(Object.values(moments).map((moment) => killAt(world, moment)));

  expect(killed.map(({ signal }) => signal)).toEqual(Array(4).fill('SIGKILL'));
  const [, lease, half, running] = killed.map(({ found }) => found.join());
  expect(lease).toContain(`Job/${LEASE_NAME}`);
  expect(half).toContain('Secret/sh.helm.release');
  expect(running).toContain('Pod/');

  const left = await Promise.all(
    killed.map(({ namespace }) =>
      eventually(
        () => everythingIn(world.admin, namespace),
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

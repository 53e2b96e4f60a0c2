import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { kubeOf } from '../../../src/core/kube/clients.ts';
import { QUOTAS, quotaValues } from '../../../src/workshop/quota.ts';
import { BUSYBOX_IMAGE } from '../../host/build/images.ts';
import { eventually } from '../../support/eventually.ts';
import { figures } from '../support/figures.ts';
import { openTestHost } from '../support/host/test-host.ts';

/** What the seats of a workshop hold, with pods that set no resources. */
jest.setTimeout(900_000);

/** The pods of docs/workshops.md, and two of the cluster itself. */
const PODS: Record<string, number> = { small: 10, medium: 25, large: 60 };
const OWN = 2;
const JOB = 12;
const namespace = 'default';

const kubeIn = ({ kubeconfig }: Cluster) => {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return kubeOf(config);
};

const podsOf = (command: string[]) => ({
  containers: [{ name: 'plain', image: BUSYBOX_IMAGE, command }],
  terminationGracePeriodSeconds: 0,
});

/** Runs more pods than fit at the same time, one after another. Returns how many succeeded. */
async function runJob(cluster: Cluster): Promise<number> {
  const { batch } = kubeIn(cluster);
  const name = 'twelve';
  const template = { spec: { ...podsOf(['true']), restartPolicy: 'Never' } };
  const spec = { completions: JOB, parallelism: 4, template };
  await batch.createNamespacedJob({ namespace, body: { metadata: { name }, spec } });
  const { status } = await eventually(
    () => batch.readNamespacedJob({ name, namespace }),
    ({ status: found }) => found?.succeeded === JOB,
    180,
  );
  return status?.succeeded ?? 0;
}

/** Returns how many of `replicas` plain pods become ready. */
async function runPods(cluster: Cluster, replicas: number): Promise<number> {
  const { apps } = kubeIn(cluster);
  const [name, labels] = ['plain', { app: 'plain' }];
  const template = { metadata: { labels }, spec: podsOf(['sleep', '36000']) };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  await apps.createNamespacedDeployment({ namespace, body: { metadata: { name }, spec } });
  const { status } = await eventually(
    () => apps.readNamespacedDeployment({ name, namespace }),
    (found) => found.status?.readyReplicas === replicas,
    240,
  );
  return status?.readyReplicas ?? 0;
}

test.each(QUOTAS.filter((it) => it !== 'none'))(
  'a seat of the size %s completes a Job of twelve, and then runs all of its pods',
  async (size) => {
    await using host = await openTestHost();
    const { vclusterVersion } = host.tools;
    const values = quotaValues(size, { connect: 'tunnel', vclusterVersion });
    await using cluster = await createCluster(host.runtime, host.spec({ values, waitFor: 'dns' }));
    expect(await runJob(cluster)).toBe(JOB);
    const wanted = (PODS[size] ?? 0) - OWN;
    expect(await runPods(cluster, wanted)).toBe(wanted);
    figures('workloads-seats', `${size}: a Job of ${JOB}, then ${wanted} plain pods ready`);
  },
);

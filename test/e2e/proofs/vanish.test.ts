import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { upHost } from '../../host/host.ts';
import { eventually } from '../../support/eventually.ts';
import { everythingIn } from '../../support/everything.ts';
import { figures } from '../support/figures.ts';
import { uniqueName, viewHost } from '../support/host-view.ts';
import { startJob } from '../support/job.ts';

jest.setTimeout(300_000);

const LEASE_SECONDS = 30;

test.each([
  ['that made its namespace', false],
  ['in an existing namespace', true],
])('a cluster %s ends when its runner is lost', async (_what, existing) => {
  const host = await upHost();
  const view = viewHost(host.kubeconfig);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(host.kubeconfig);
  const name = uniqueName('vanish');
  const namespace = `vcluster-${name}`;
  if (existing) await view.kube.core.createNamespace({ body: { metadata: { name: namespace } } });
  try {
    const inputs = { lease: `${LEASE_SECONDS}s`, ...(existing && { namespace }) };
    using job = startJob({ host, name, inputs });
    expect(await job.ended(120)).toBe(0);
    job.vanish();
    const start = Date.now();
    const left = await eventually(
      () => everythingIn(kubeConfig, namespace),
      (found) => found.length === 0,
      LEASE_SECONDS + 60,
    );
    expect(left.map(({ id }) => id)).toEqual([]);
    figures('vanish', `0 objects left after ${Math.round((Date.now() - start) / 1_000)} s`);
  } finally {
    await view.kube.core.deleteNamespace({ name: namespace }).catch(() => {});
  }
});

import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { upHost } from '../../host/host.ts';
import { eventually } from '../../support/eventually.ts';
import { everythingIn } from '../../support/everything.ts';
import { figures } from '../support/figures.ts';
import { viewHost } from '../support/host-view.ts';
import { atMoments, phaseCounts } from '../support/moments.ts';

jest.setTimeout(600_000);

const LEASE_SECONDS = 30;
/** helm's record of the release may be written by a helm whose lease is gone already. */
const isRecord = (id: string): boolean => id.startsWith('Secret/sh.helm.release.');

test('wherever a whole machine is lost during creation, its lease ends all but an empty namespace', async () => {
  const host = await upHost();
  const view = viewHost(host.kubeconfig);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(host.kubeconfig);
  const leftIn = async (namespace: string) =>
    (await everythingIn(kubeConfig, namespace)).map(({ id }) => id).filter((id) => !isRecord(id));
  const watchEnd = async (namespace: string) => {
    const killedAt = Date.now();
    const left = await eventually(
      () => leftIn(namespace),
      (found) => found.length === 0,
      LEASE_SECONDS + 60,
    );
    return { left, seconds: (Date.now() - killedAt) / 1_000 };
  };

  const inputs = { lease: `${LEASE_SECONDS}s`, sweep: 'false' };
  const moments = await atMoments(host, inputs, async (job, name) => {
    job.vanish();
    // Not awaited, so that the next job can begin.
    return { end: watchEnd(`vcluster-${name}`) };
  });
  try {
    const ends = await Promise.all(moments.map(({ outcome }) => outcome.end));
    expect(ends.flatMap(({ left }) => left)).toEqual([]);
    expect(new Set(moments.map(({ phase }) => phase)).size).toBeGreaterThanOrEqual(4);
    const slowest = Math.max(...ends.map(({ seconds }) => seconds));
    figures(
      'kill',
      `${moments.length} moments (${phaseCounts(moments)})`,
      `0 objects left, the last gone after ${slowest.toFixed(0)} s with a lease of ${LEASE_SECONDS} s`,
    );
  } finally {
    for (const { namespace } of moments) {
      await view.kube.core.deleteNamespace({ name: namespace }).catch(() => {});
    }
  }
});

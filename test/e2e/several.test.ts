import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeOf } from '../../src/core/kube/clients.ts';
import { eventually } from '../support/eventually.ts';
import { startJob } from './support/action/job.ts';
import { openE2eHost } from './support/host/e2e-host.ts';
import { uniqueName } from './support/host/host-view.ts';

jest.setTimeout(300_000);

/** An output of the step, in the form that it has if the runner gives no output file. */
const outputIn = (log: string, name: string): string =>
  new RegExp(`^::set-output name=${name}::(.*)$`, 'm').exec(log)?.[1] ?? '';

test('clusters of several versions are created in parallel, share one kubeconfig, and are deleted', async () => {
  await using host = await openE2eHost();
  const name = uniqueName('several');
  const namespaces = [1, 2].map((index) => host.own(`vcluster-${name}-${index}`));
  using job = startJob({ host: host.user, name, inputs: { 'kubernetes-version': '1.34.4, 1.33' } });
  expect(await job.ended(200)).toBe(0);
  const clusters = JSON.parse(outputIn(job.log(), 'clusters')) as Record<string, string>[];
  expect(clusters).toMatchObject([
    { name: `${name}-1`, namespace: namespaces[0], 'kubernetes-version': '1.34.4' },
    { name: `${name}-2`, namespace: namespaces[1], 'kubernetes-version': '1.33.13' },
  ]);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(outputIn(job.log(), 'kubeconfig'));
  expect(kubeConfig.getCurrentContext()).toBe(`${name}-1`);
  for (const { context = '', 'kubernetes-version': version } of clusters) {
    kubeConfig.setCurrentContext(context);
    expect((await kubeOf(kubeConfig).version.getCode()).gitVersion).toBe(`v${version}`);
  }
  const { code, log } = await job.post();
  expect({ code, log }).toMatchObject({ code: 0 });
  for (const namespace of namespaces) expect(await host.view.hasNamespace(namespace)).toBe(false);
});

test('if one of several clusters cannot be created, none remains', async () => {
  await using host = await openE2eHost();
  const name = uniqueName('several');
  const namespaces = [1, 2].map((index) => host.own(`vcluster-${name}-${index}`));
  using job = startJob({
    host: host.user,
    name,
    inputs: {
      'kubernetes-version': '1.34.4, 1.34.99',
      'versions-file': '',
      'vcluster-version': host.tools.vclusterVersion,
    },
  });
  expect(await job.ended(200)).toBe(1);
  expect(job.log()).toContain('1.34.99');
  expect(await job.post()).toMatchObject({ code: 0 });
  for (const namespace of namespaces) {
    const there = () => host.view.hasNamespace(namespace);
    expect(await eventually(there, (it) => !it)).toBe(false);
  }
});

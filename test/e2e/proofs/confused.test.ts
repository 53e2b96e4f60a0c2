import { expect, jest, test } from '@jest/globals';
import { unlessGone } from '../../../src/core/kube/clients.ts';
import { eventually } from '../../support/eventually.ts';
import { startJob } from '../support/action/job.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';

jest.setTimeout(300_000);

const kubeconfigOf = (log: string): string =>
  /^::set-output name=kubeconfig::(.*)$/m.exec(log)?.[1] ?? '';

test('post deletes the cluster although KUBECONFIG points into it, and a second post logs no warning', async () => {
  await using host = await openE2eHost();
  const { user, view } = host;
  const name = uniqueName('confused');
  using job = startJob({ host: user, name });
  expect(await job.ended(120)).toBe(0);
  const env = { KUBECONFIG: kubeconfigOf(job.log()) };
  expect(env.KUBECONFIG).not.toBe('');

  const first = await job.post(env);
  expect(first).toMatchObject({ code: 0, log: expect.stringContaining(`${name} is gone after`) });
  expect(await view.hasNamespace(`vcluster-${name}`)).toBe(false);

  const second = await job.post(env);
  expect(second.code).toBe(0);
  expect(second.log).not.toMatch(/::(warning|error)/);
  figures('confused', 'deleted on the host', 'a second post is a quiet success');
});

test('post succeeds and reports it if another user has deleted the cluster', async () => {
  await using host = await openE2eHost();
  const { user, view } = host;
  const name = uniqueName('confused');
  using job = startJob({ host: user, name });
  expect(await job.ended(120)).toBe(0);
  await unlessGone(view.kube.core.deleteNamespace({ name: `vcluster-${name}` }));
  await eventually(
    () => view.hasNamespace(`vcluster-${name}`),
    (there) => !there,
  );
  const { code, log } = await job.post();
  expect(code).toBe(0);
  expect(log).toContain(`there is no virtual cluster ${name}`);
});

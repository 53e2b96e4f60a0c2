import { expect, jest, test } from '@jest/globals';
import { eksChart } from '../../host/eks/chart.ts';
import { upHost } from '../../host/host.ts';
import { EKS } from '../../host/versions.ts';
import { runAct } from '../support/action/act.ts';
import { cluster, script, workflow } from '../support/action/workflow.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';

jest.setTimeout(3_600_000);

/** vcluster, chart and values format are older than for all other distros. The images have Amazon's names and upstream's programs. */
test('a job gets a cluster of the distro eks', async () => {
  const { tools } = await upHost({ with: ['eks'] });
  await using host = await openE2eHost();
  const name = uniqueName('eks');
  const namespace = host.own(`vcluster-${name}`);
  const { code, log } = await runAct({
    host: host.user,
    workflow: workflow(
      cluster({
        name,
        distro: 'eks',
        'kubernetes-version': EKS.kubernetes,
        chart: await eksChart(tools),
      }),
      script('kubectl version'),
      script('node examples/apply.ts'),
    ),
  });
  expect({ code, log }).toMatchObject({
    code: 0,
    log: expect.stringContaining('both pods are Ready'),
  });
  expect(log).toContain(`v${EKS.kubernetes}`);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
  figures('eks', `Kubernetes ${EKS.kubernetes} by vcluster ${EKS.vcluster}, 0 objects left`);
});

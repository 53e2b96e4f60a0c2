import { expect } from '@jest/globals';
import type { State } from '../../../../src/action/state.ts';
import { newRunnerTemp, savedState } from '../../../action/support/run-action.ts';
import { startJob } from '../../support/action/job.ts';
import { uniqueName } from '../../support/host/host-view.ts';
import { mountSmallDisk } from '../../support/machine/small-disk.ts';
import { deletedByLease } from './held-job.ts';
import { LEASE_SECONDS, type MachineCase } from './machine-case.ts';

const NO_SPACE = /no space left on device/i;

/** Variables of other tools, which lead to another cluster, another namespace and another store of releases. */
const FOREIGN = {
  HELM_KUBEAPISERVER: 'https://127.0.0.1:1',
  HELM_KUBETOKEN: 'wrong',
  HELM_KUBECONTEXT: 'other',
  HELM_KUBECAFILE: '/dev/null',
  HELM_NAMESPACE: 'default',
  HELM_DRIVER: 'sql',
  HELM_DEBUG: 'true',
  KUBE_TOKEN: 'wrong',
  KUBECACHEDIR: '/dev/null/cache',
  KUBECONTEXT: 'other',
  KUBERNETES_MASTER: 'http://127.0.0.1:1',
  KUBERNETES_SERVICE_HOST: '127.0.0.1',
  KUBERNETES_SERVICE_PORT: '1',
};

/** The disk is full from the phase on whose start the log contains `from`, or before the step if that is undefined. */
const fullFrom = (from: string | undefined): MachineCase => ({
  name: `the disk is full from "${from ?? 'the beginning'}" on`,
  run: async (host) => {
    using disk = mountSmallDisk();
    const name = uniqueName('machine');
    const namespace = host.own(`vcluster-${name}`);
    if (!from) disk.fill();
    using job = startJob({ host: host.user, name, env: { RUNNER_TEMP: disk.path } });
    if (from) {
      expect(await job.waitForLog(from, 120)).toBe(true);
      disk.fill();
    }
    expect([await job.ended(180), job.log()]).toEqual([1, expect.stringMatching(NO_SPACE)]);
    const { code, log } = await job.post();
    expect([code, log]).toEqual([0, expect.not.stringContaining('did not finish')]);
    expect(await host.objectIdsIn(namespace)).toEqual([]);
    expect(await host.view.hasNamespace(namespace)).toBe(false);
  },
});

const foreignVariables: MachineCase = {
  name: 'variables of other tools are set',
  run: async (host) => {
    const name = uniqueName('machine');
    const namespace = host.own(`vcluster-${name}`);
    const inputs = { lease: `${LEASE_SECONDS}s` };
    const env = { ...FOREIGN, RUNNER_TEMP: newRunnerTemp() };
    using job = startJob({ host: host.user, name, inputs, env });
    expect([await job.ended(180), job.log()]).toEqual([0, expect.anything()]);
    const [state] = JSON.parse(savedState(job.log()).clusters ?? '[]') as [State];
    const inDefault = await host.objectIdsIn('default');
    expect(inDefault.filter((id) => id.includes(name))).toEqual([]);
    // Everything that helm created must belong to the lease.
    await deletedByLease({ host, job, name, namespace, temporary: env.RUNNER_TEMP, state });
  },
};

export const ACTION_CASES: readonly MachineCase[] = [
  fullFrom(undefined),
  fullFrom('::group::Take the lease'),
  foreignVariables,
];

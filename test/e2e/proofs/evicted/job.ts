import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { newFolder } from '../../../support/folder.ts';
import { type Job, startJob } from '../../support/action/job.ts';
import { kubectlFor } from '../../support/cluster/kubectl.ts';
import type { E2eHost } from '../../support/host/e2e-host.ts';
import { uniqueName } from '../../support/host/host-view.ts';
import { type ControlPlane, type Disruption, podOf } from './disruptions.ts';

/** The clock of the host is this machine's, and events have no fractions of seconds. */
const PRECISION = 1_000;
/** How long the creation needs to see a started pod, in milliseconds. */
const LOOK = 500;

const start = (host: E2eHost, inputs: Record<string, string> = {}) => {
  const name = uniqueName('evicted');
  const plane = { host, name, namespace: host.own(`vcluster-${name}`) };
  const job = startJob({ host: host.user, name, inputs: { lease: '60s', ...inputs } });
  return { plane, job };
};

/** Disrupts the control plane while a job uses its cluster. Expects that the job says so, and that no empty cluster answers. */
export async function whileJobRuns(
  host: E2eHost,
  { inputs, begin, said }: Disruption,
  more: Record<string, string> = {},
): Promise<void> {
  const { plane, job } = start(host, { ...inputs, ...more });
  using _ = job;
  expect([await job.ended(180), job.log()]).toEqual([0, expect.anything()]);
  const kubeconfig = /^::set-output name=kubeconfig::(.*)$/m.exec(job.log())?.[1] ?? '';
  const { run } = kubectlFor(host.tools.kubectl, kubeconfig);
  expect(await run(['create', 'configmap', 'kept'])).toMatchObject({ code: 0 });
  const pod = await podOf(plane, 'ready');
  const before = Date.now();
  await begin(plane, pod);
  const after = Date.now();
  const isLost = !said.source.includes('kept its objects');
  const next = await podOf(plane, 'ready', isLost ? pod : undefined);
  const { code, stdout } = await run(['get', 'configmap', 'kept', '--request-timeout=30s']);
  // A direct connection reaches the new pod, whose certificates are the same: only the clean-up tells.
  const isDirect = Boolean(more.connect);
  if (!isDirect) expect([code, stdout]).toEqual(isLost ? [1, ''] : [0, expect.anything()]);
  expect(next.metadata?.uid === pod.metadata?.uid).toBe(!isLost);
  await expectReport(plane, job, { said, isLost, before, after });
}

interface Report {
  said: RegExp;
  isLost: boolean;
  before: number;
  after: number;
}

async function expectReport(
  { host, name, namespace }: ControlPlane,
  job: Job,
  { said, isLost, before, after }: Report,
): Promise<void> {
  await using folder = await newFolder();
  const summary = join(folder.path, 'summary.md');
  writeFileSync(summary, '');
  const { code, log } = await job.post({ GITHUB_STEP_SUMMARY: summary });
  const annotation = isLost ? /^::error::.*$/m : /^::warning::.*$/m;
  expect([code, annotation.exec(log)?.[0]]).toEqual([0, expect.stringMatching(said)]);
  const at = Date.parse(/ at (\S+Z)[: ]/.exec(log)?.[1] ?? '');
  expect(at).toBeGreaterThanOrEqual(before - PRECISION);
  expect(at).toBeLessThanOrEqual(after + PRECISION);
  const heading = `### ${isLost ? 'Lost' : 'Restarted'}: virtual cluster \`${name}\``;
  expect(readFileSync(summary, 'utf8')).toContain(heading);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
}

/** Disrupts the control plane as soon as its pod has started. Expects that the creation fails with the reason. */
export async function whileItIsCreated(host: E2eHost, disruption: Disruption): Promise<void> {
  const { plane, job } = start(host, disruption.inputs);
  using _ = job;
  // Before that, the creation has not seen a pod, and takes its successor for the first one.
  expect(await job.waitForLog('::group::Wait for the control plane', 60)).toBe(true);
  const pod = await podOf(plane, 'started');
  await sleep(LOOK);
  await disruption.begin(plane, pod);
  expect([await job.ended(60), /^::error::.*$/m.exec(job.log())?.[0]]).toEqual([
    1,
    expect.stringMatching(disruption.said),
  ]);
  expect(await job.post()).toMatchObject({ code: 0 });
  expect(await host.view.hasNamespace(plane.namespace)).toBe(false);
}

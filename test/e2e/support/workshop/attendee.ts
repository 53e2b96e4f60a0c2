import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../../../../src/core/clock.ts';
import { rewriteKubeconfig } from '../../../../src/core/kube/kubeconfig.ts';
import { vclusterKubeconfig } from '../../../../src/core/startup/ready.ts';
import { eventually } from '../../../support/eventually.ts';
import { newFolder } from '../../../support/folder.ts';
import { runProgram } from '../../../support/program.ts';
import type { E2eHost } from '../host/e2e-host.ts';
import { createJobNetwork } from '../network/job-network.ts';

/** An attendee with a hand-out and nothing else, in a network from which only the host cluster is reachable. */
export interface Attendee extends AsyncDisposable {
  /** The address in the hand-out. */
  server: string;
  kubectl(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

export async function connectBySeat(
  host: E2eHost,
  out: string,
  cluster: string,
): Promise<Attendee> {
  return connectBy(host, await readFile(join(out, cluster, 'kubeconfig.yaml'), 'utf8'));
}

/** Connects as the administrator of a cluster without a hand-out, through the node port of its Service. */
export async function connectByNodePort(
  host: E2eHost,
  namespace: string,
  name: string,
): Promise<Attendee> {
  const { kubeConfig, kube } = { kubeConfig: host.admin, kube: host.view.kube };
  const runtime = { hostCluster: kubeConfig, clock: systemClock };
  const late = AbortSignal.timeout(120_000);
  const text = await vclusterKubeconfig(
    runtime,
    { name, namespace, id: '', ownNamespace: true },
    late,
  );
  const { spec } = await kube.core.readNamespacedService({ name, namespace });
  const { hostname } = new URL(host.admin.getCurrentCluster()?.server ?? '');
  const server = `https://${hostname}:${spec?.ports?.[0]?.nodePort}`;
  return connectBy(host, rewriteKubeconfig(text, { server, context: name }));
}

async function connectBy(host: E2eHost, text: string): Promise<Attendee> {
  const folder = await newFolder();
  const kubeconfig = join(folder.path, 'kubeconfig.yaml');
  await writeFile(kubeconfig, text, { mode: 0o600 });
  const network = createJobNetwork(host.admin.getCurrentCluster()?.server ?? '');
  const [program = '', ...within] = network.within;
  const config = new KubeConfig();
  config.loadFromString(text);
  return {
    server: config.getCurrentCluster()?.server ?? '',
    kubectl: (...args) =>
      runProgram(program, [...within, host.tools.kubectl, '--kubeconfig', kubeconfig, ...args], {
        env: { HOME: folder.path, KUBECONFIG: '' },
      }),
    [Symbol.asyncDispose]: async () => {
      network[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Expects that an attendee can create a CRD and fill the seat with pods, and cannot use the host, a neighbour or more than the quota. */
export async function examineSeat(
  attendee: Attendee,
  host: string,
  neighbour: string,
): Promise<void> {
  const { kubectl } = attendee;
  await done(kubectl('apply', '--filename', 'test/e2e/support/workshop/lesson.yaml'));
  const welcomes = kubectl('get', 'welcomes', '--namespace=lessons', '--output=name');
  expect(await done(welcomes)).toBe('welcome.example.com/all\n');
  const notes = [
    'get',
    'configmap',
    'notes',
    '--namespace=notes',
    '--output=jsonpath={.data.text}',
  ];
  expect(await done(kubectl(...notes))).toBe('hello');
  await fillSeat(attendee);
  for (const server of [host, neighbour]) {
    const refused = await kubectl(
      ...['get', 'namespaces', '--server', server, '--insecure-skip-tls-verify'],
    );
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toMatch(/Unauthorized|must be logged in/);
  }
  await expectRefused(attendee, 'greedy', /exceeded quota/);
  await expectRefused(attendee, 'mighty', /PodSecurity|violates|privileged/i);
}

/** Expects that a small seat runs all of its pods, with room for rolling updates, after more Job pods than that have finished. */
async function fillSeat({ kubectl }: Attendee): Promise<void> {
  const rollout = () => kubectl('rollout', 'status', 'deployment/lesson', '--timeout=180s');
  await done(rollout());
  await done(kubectl('wait', 'job/twelve', '--for=condition=Complete', '--timeout=180s'));
  await done(kubectl('rollout', 'restart', 'deployment/lesson'));
  await done(rollout());
  await done(kubectl('scale', 'deployment/lesson', '--replicas=8'));
  await done(rollout());
  // The host has no room for that many pods in every seat.
  await done(kubectl('scale', 'deployment/lesson', '--replicas=1'));
}

/** Returns the output of kubectl; throws its error if it fails. */
async function done(running: ReturnType<Attendee['kubectl']>): Promise<string> {
  const { exitCode, stdout, stderr } = await running;
  if (exitCode !== 0) throw new Error(`kubectl ended with ${exitCode}: ${stdout}${stderr}`);
  return stdout;
}

/** Expects that the host refuses a pod, with a matching reason in the error or in the pod's events. */
async function expectRefused({ kubectl }: Attendee, pod: string, reason: RegExp): Promise<void> {
  const created = await kubectl('apply', '--filename', `test/e2e/support/workshop/${pod}.yaml`);
  if (created.exitCode !== 0) return void expect(created.stderr).toMatch(reason);
  const events = async () =>
    (await kubectl('get', 'events', '--field-selector', `involvedObject.name=${pod}`)).stdout;
  expect(await eventually(events, (text) => reason.test(text), 60)).toMatch(reason);
}

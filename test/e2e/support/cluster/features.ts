import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { converter, makeCertificate, widgets } from './converter.ts';
import { type Kubectl, outputOf, waitForOutput } from './kubectl.ts';

type Run = (args: readonly string[], input?: object) => Promise<string>;

const runOf =
  (kubectl: Kubectl): Run =>
  (args, input) =>
    outputOf(kubectl, args, input);

const apply = (run: Run, ...items: object[]) =>
  run(['apply', '--filename=-'], { apiVersion: 'v1', kind: 'List', items });

/** Creates what the features use: workloads, a Service, and a CRD whose versions a webhook converts. */
export async function prepareFeatures(kubectl: Kubectl): Promise<void> {
  const run = runOf(kubectl);
  const certificate = await makeCertificate();
  await apply(run, ...converter(certificate), widgets(certificate));
  await run(['apply', '--filename', join(import.meta.dirname, 'features.yaml')]);
}

const rollout = (workload: string) => (run: Run) =>
  run(['rollout', 'status', workload, '--timeout=180s']);

/** What the tests of an operator use. Each fails at the first difference from a cluster with machines of its own. */
const FEATURES: Record<string, (run: Run, kubectl: Kubectl) => Promise<unknown>> = {
  Deployment: rollout('deployment/web'),
  StatefulSet: rollout('statefulset/member'),
  'Job that uses DNS and a Service': (run) =>
    run(['wait', '--for=condition=Complete', 'job/visitor', '--timeout=180s']),
  'CRD with a conversion webhook': convertsWidget,
  'kubectl exec': async (run) => {
    const printed = await run(['exec', 'deployment/web', '--', 'echo', 'inside']);
    expectEqual(printed, 'inside\n');
  },
  'kubectl logs': async (run) => expectEqual(await run(['logs', 'pod/member-0']), 'started\n'),
  'kubectl port-forward': forwardsPort,
  NetworkPolicy: async (run) => {
    await run(['get', 'networkpolicies', 'web', '--output=name']);
  },
  HorizontalPodAutoscaler: async (run) => {
    const able = '--for=condition=AbleToScale';
    await run(['wait', able, 'horizontalpodautoscalers.v2.autoscaling/web', '--timeout=60s']);
  },
};

export const FEATURE_NAMES = Object.keys(FEATURES);

/** Tries one feature in a cluster after `prepareFeatures`. Throws an error that says what it found instead. */
export async function tryFeature(name: string, kubectl: Kubectl): Promise<void> {
  await FEATURES[name]?.(runOf(kubectl), kubectl);
}

async function convertsWidget(run: Run): Promise<void> {
  await run(['wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=60s']);
  await rollout('deployment/converter')(run);
  const old = { apiVersion: 'example.com/v1alpha1', kind: 'Widget', metadata: { name: 'old' } };
  await withRetries(() => apply(run, { ...old, spec: { size: 'small' } }));
  const path = '{.apiVersion} {.spec.dimensions.size}';
  const read = await run(['get', 'widgets.v1.example.com', 'old', `--output=jsonpath=${path}`]);
  expectEqual(read, 'example.com/v1 small');
}

async function forwardsPort(_: Run, kubectl: Kubectl): Promise<void> {
  const forward = kubectl.start('port-forward', 'deployment/web', ':8080');
  try {
    const [, port] = await waitForOutput(forward.stdout, /127\.0\.0\.1:(\d+)/);
    const response = await fetch(`http://127.0.0.1:${port}/passwd`);
    expectEqual((await response.text()).split(':')[0] ?? '', 'root');
  } finally {
    forward.kill();
  }
}

function expectEqual(found: string, expected: string): void {
  if (found !== expected) throw new Error(`expected ${expected}, found ${found}`);
}

/** A Service reaches a pod shortly after the pod is Ready. */
async function withRetries(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(1_000);
    }
  }
}

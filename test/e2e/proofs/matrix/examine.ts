import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { converter, makeCertificate, widgets } from './converter.ts';

/**
 * A step of a job: uses the cluster of `KUBECONFIG` like the tests of an operator. Fails at the first difference from any
 * other cluster of the Kubernetes version in the first argument.
 */
const [, , version = ''] = process.argv;

const kubectl = (args: string[], input?: object): string =>
  execFileSync('kubectl', args, { encoding: 'utf8', input: input && JSON.stringify(input) });

const apply = (...items: object[]) =>
  kubectl(['apply', '--filename', '-'], { apiVersion: 'v1', kind: 'List', items });

const { gitVersion } = JSON.parse(kubectl(['get', '--raw', '/version'])) as { gitVersion: string };
if (gitVersion !== `v${version}`) throw new Error(`asked for ${version}, got ${gitVersion}`);

const certificate = await makeCertificate();
apply(...converter(certificate), widgets(certificate));
kubectl(['apply', '--filename', join(import.meta.dirname, 'manifests.yaml')]);

kubectl(['wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=60s']);
kubectl(['rollout', 'status', 'deployment/converter', '--timeout=180s']);
const old = { apiVersion: 'example.com/v1alpha1', kind: 'Widget', metadata: { name: 'old' } };
await withRetries(() => apply({ ...old, spec: { size: 'small' } }));
const path = '{.apiVersion} {.spec.dimensions.size}';
const read = kubectl(['get', 'widgets.v1.example.com', 'old', `--output=jsonpath=${path}`]);
if (read !== 'example.com/v1 small') throw new Error(`the widget was read as ${read}`);

kubectl(['rollout', 'status', 'deployment/web', '--timeout=180s']);
kubectl(['wait', '--for=condition=Complete', 'job/visitor', '--timeout=180s']);
kubectl(['rollout', 'status', 'statefulset/member', '--timeout=180s']);
console.log(`Kubernetes ${version} has passed`);

/** A Service reaches a pod shortly after the pod is Ready. */
async function withRetries(work: () => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(1_000);
    }
  }
}

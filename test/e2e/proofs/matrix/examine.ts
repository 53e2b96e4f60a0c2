import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * A step of a job: uses the cluster of KUBECONFIG as the tests of an operator do. Ends with an error at the first thing
 * that is not as on any other cluster of the version that is given.
 */
const [, , version = ''] = process.argv;

const kubectl = (...args: string[]): string => execFileSync('kubectl', args, { encoding: 'utf8' });

const { gitVersion } = JSON.parse(kubectl('get', '--raw', '/version')) as { gitVersion: string };
if (gitVersion !== `v${version}`) throw new Error(`asked for ${version}, got ${gitVersion}`);

kubectl('apply', '--filename', join(import.meta.dirname, 'manifests.yaml'));
kubectl('wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=60s');

const widget = {
  apiVersion: 'example.com/v1alpha1',
  kind: 'Widget',
  metadata: { name: 'old' },
  spec: { size: 'small' },
};
execFileSync('kubectl', ['apply', '--filename', '-'], { input: JSON.stringify(widget) });
const path = '{.apiVersion} {.spec.size} {.spec.color}';
const read = kubectl('get', 'widgets.v1.example.com', 'old', `--output=jsonpath=${path}`);
if (read !== 'example.com/v1 small green') throw new Error(`the widget was read as ${read}`);

kubectl('rollout', 'status', 'deployment/web', '--timeout=180s');
kubectl('wait', '--for=condition=Complete', 'job/visitor', '--timeout=180s');
kubectl('rollout', 'status', 'statefulset/member', '--timeout=180s');
console.log(`Kubernetes ${version} has passed`);

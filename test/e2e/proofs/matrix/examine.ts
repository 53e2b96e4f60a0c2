import { FEATURE_NAMES, prepareFeatures, tryFeature } from '../../support/cluster/features.ts';
import { kubectlFor, outputOf } from '../../support/cluster/kubectl.ts';

/**
 * A step of a job: uses the cluster of `KUBECONFIG` like the tests of an operator. Fails at the first difference from any
 * other cluster of the Kubernetes version in the first argument.
 */
const [, , version = ''] = process.argv;
const kubectl = kubectlFor('kubectl', process.env.KUBECONFIG ?? '');

const answer = await outputOf(kubectl, ['get', '--raw', '/version']);
const { gitVersion } = JSON.parse(answer) as { gitVersion: string };
if (gitVersion !== `v${version}`) throw new Error(`asked for ${version}, got ${gitVersion}`);

await prepareFeatures(kubectl);
for (const name of FEATURE_NAMES) await tryFeature(name, kubectl);
console.log(`Kubernetes ${version} has passed`);

/** Prints the version of the cluster of the kubeconfig at the given path; waits until the cluster answers. */
import { KubeConfig } from '@kubernetes/client-node';
import { readApi } from '../../../support/read-api.ts';

const kubeConfig = new KubeConfig();
kubeConfig.loadFromFile(process.argv[2] ?? '');
const { gitVersion } = await readApi<{ gitVersion: string }>(kubeConfig, '/version');
process.stdout.write(gitVersion);

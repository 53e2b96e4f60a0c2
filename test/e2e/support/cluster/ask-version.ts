/** Prints the version of the cluster that the kubeconfig at the given path leads to, as soon as that answers. */
import { KubeConfig } from '@kubernetes/client-node';
import { readApi } from '../../../support/read-api.ts';

const kubeConfig = new KubeConfig();
kubeConfig.loadFromFile(process.argv[2] ?? '');
const { gitVersion } = await readApi<{ gitVersion: string }>(kubeConfig, '/version');
process.stdout.write(gitVersion);

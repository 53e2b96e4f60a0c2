/** Prints the version of the cluster that the kubeconfig at the given path leads to. */
import { KubeConfig, VersionApi } from '@kubernetes/client-node';

const kubeConfig = new KubeConfig();
kubeConfig.loadFromFile(process.argv[2] ?? '');
const { gitVersion } = await kubeConfig.makeApiClient(VersionApi).getCode();
process.stdout.write(gitVersion);

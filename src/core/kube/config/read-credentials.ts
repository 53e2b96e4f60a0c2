import type { Credentials } from './credentials.ts';
import { ensure, text } from './fields.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { readCluster } from './read-cluster.ts';
import { readExec } from './read-exec.ts';
import { readImpersonation, readUser } from './read-user.ts';

/**
 * Returns what a context of a kubeconfig means to kubectl, with the content of the files that it names. This is the only
 * place that knows the keys of a kubeconfig: each way to the host cluster uses its result.
 *
 * @throws KubeconfigError if kubectl could not use the context either, or only with a terminal.
 */
export function readCredentials(config: Kubeconfig, contextName: string): Credentials {
  const context = config.contexts.get(contextName) ?? {};
  const cluster = config.clusters.get(text(context, 'cluster'));
  const user = config.users.get(text(context, 'user'));
  const must = 'whose current context has a cluster and a user that exist';
  ensure(cluster && user, must);
  const clusterPart = readCluster(cluster);
  const impersonate = readImpersonation(user);
  // Over http, kubectl does not even look at the credentials.
  if (clusterPart.server.startsWith('http:')) return { ...clusterPart, impersonate };
  const exec = readExec(user, cluster, clusterPart);
  const userPart = readUser(user);
  const isKnown = userPart.cert || userPart.token || userPart.username;
  ensure(isKnown || exec, 'whose user has credentials');
  return { ...clusterPart, ...userPart, ...(!isKnown && { exec }), impersonate };
}

import type { ExecCluster, ExecPlugin } from './credentials.ts';
import { ensure, flag, mapping, mappings, text, texts } from './fields.ts';
import type { Entry } from './kubeconfig.ts';
import type { ClusterPart } from './read-cluster.ts';

const GROUP = 'client.authentication.k8s.io';
const V1BETA1 = `${GROUP}/v1beta1`;
const MODES = ['Never', 'IfAvailable'];

/** Reads the credential plugin of a user, if there is one, with the rules of kubectl without a terminal. */
export function readExec(user: Entry, cluster: Entry, part: ClusterPart): ExecPlugin | undefined {
  const exec = mapping(user, 'exec');
  if (!exec) return undefined;
  ensure(!user['auth-provider'], 'whose user has either an exec plugin or an auth-provider');
  const [command, apiVersion] = [text(exec, 'command'), text(exec, 'apiVersion')];
  ensure(command !== '', 'whose exec plugin has a command');
  const isKnown = [`${GROUP}/v1`, V1BETA1].includes(apiVersion);
  ensure(isKnown, `whose exec plugin has the apiVersion ${GROUP}/v1 or v1beta1`);
  const mode = text(exec, 'interactiveMode') || (apiVersion === V1BETA1 ? 'IfAvailable' : '');
  ensure(MODES.includes(mode), `whose exec plugin has the interactiveMode ${MODES.join(' or ')}`);
  const env = mappings(exec, 'env').map((it) => ({
    name: text(it, 'name'),
    value: text(it, 'value'),
  }));
  ensure(
    env.every(({ name }) => name !== ''),
    'whose exec plugin has a name for each env',
  );
  const provides = flag(exec, 'provideClusterInfo');
  return {
    apiVersion,
    command,
    args: texts(exec, 'args'),
    env,
    ...(provides && { cluster: execCluster(cluster, part) }),
  };
}

function execCluster(entry: Entry, part: ClusterPart): ExecCluster {
  const extension = mappings(entry, 'extensions').find(({ name }) => name === `${GROUP}/exec`);
  return {
    server: part.server,
    'tls-server-name': part.tlsServerName,
    'insecure-skip-tls-verify': part.skipTlsVerify || undefined,
    'certificate-authority-data': part.ca && Buffer.from(part.ca).toString('base64'),
    'proxy-url': part.proxyUrl,
    config: extension?.extension,
  };
}

import { dirname, resolve, sep } from 'node:path';
import { parseAllYaml } from '../../yaml.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** An entry of a kubeconfig as written. Only `readCredentials` judges it, because kubectl ignores unused entries. */
export type Entry = Readonly<Record<string, unknown>>;

/** A kubeconfig, or several merged ones. Paths in it are absolute if its folder is known. */
export interface Kubeconfig {
  clusters: ReadonlyMap<string, Entry>;
  users: ReadonlyMap<string, Entry>;
  contexts: ReadonlyMap<string, Entry>;
  currentContext: string;
}

/**
 * Reads the text of a kubeconfig as kubectl does: the first document counts, and names are unique. `file` is its path, to
 * which the paths in it are relative; a text without a path is relative to the working directory.
 *
 * @throws KubeconfigError if it is not a kubeconfig.
 */
export function parseKubeconfig(text: string, file?: string): Kubeconfig {
  const [document = {}] = parseAllYaml(text);
  if (!isMapping(document)) throw new KubeconfigError('that is a YAML mapping');
  const { kind = 'Config', apiVersion = 'v1' } = document;
  if (kind !== 'Config' || apiVersion !== 'v1')
    throw new KubeconfigError('with `kind: Config` and `apiVersion: v1`');
  const folder = resolve(file ? dirname(file) : '.');
  return {
    clusters: entriesOf(document, 'clusters', 'cluster', (it) =>
      withPaths(it, CLUSTER_PATHS, folder),
    ),
    users: entriesOf(document, 'users', 'user', (it) =>
      withCommand(withPaths(it, USER_PATHS, folder), folder),
    ),
    contexts: entriesOf(document, 'contexts', 'context', (it) => it),
    currentContext: textOf(document['current-context']),
  };
}

/** Merges kubeconfigs as kubectl does: the first entry of a name, and the first current context, win. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merged = (list: 'clusters' | 'users' | 'contexts') =>
    new Map(configs.toReversed().flatMap((config) => [...config[list]]));
  return {
    clusters: merged('clusters'),
    users: merged('users'),
    contexts: merged('contexts'),
    currentContext: configs.find(({ currentContext }) => currentContext)?.currentContext ?? '',
  };
}

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function entriesOf(
  document: Record<string, unknown>,
  list: string,
  key: string,
  change: (entry: Entry) => Entry,
): Map<string, Entry> {
  const items = document[list] ?? [];
  if (!Array.isArray(items)) throw new KubeconfigError(`whose ${list} are a list`);
  const entries = new Map<string, Entry>();
  for (const item of items) {
    const name = textOf(item?.name);
    if (entries.has(name)) throw new KubeconfigError(`whose ${list} have different names`);
    entries.set(name, change(isMapping(item?.[key]) ? item[key] : {}));
  }
  return entries;
}

const CLUSTER_PATHS = ['certificate-authority'];
const USER_PATHS = ['client-certificate', 'client-key', 'tokenFile'];

function withPaths(entry: Entry, keys: readonly string[], folder: string): Entry {
  const paths = keys.filter((key) => textOf(entry[key]));
  return {
    ...entry,
    ...Object.fromEntries(paths.map((key) => [key, resolve(folder, textOf(entry[key]))])),
  };
}

/** A command without a slash is searched in PATH. */
function withCommand(user: Entry, folder: string): Entry {
  const { exec } = user;
  const command = isMapping(exec) ? textOf(exec.command) : '';
  if (!command.includes(sep)) return user;
  return { ...user, exec: { ...(exec as Entry), command: resolve(folder, command) } };
}

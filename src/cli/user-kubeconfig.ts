import { existsSync, realpathSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../core/clock.ts';
import { ClusterError, InputError } from '../core/errors.ts';
import { formatYaml, parseYaml } from '../core/yaml.ts';
import { inHome } from '../machine/home.ts';

interface Named {
  name: string;
}

/** The parts of a kubeconfig that are read or changed here. All other fields are preserved. */
interface Kubeconfig {
  clusters?: Named[] | null;
  users?: Named[] | null;
  contexts?: Named[] | null;
  'current-context'?: string;
}

const LISTS = ['clusters', 'users', 'contexts'] as const;
/** Prefix of the entries created by this tool, so that no other entry is overwritten. */
export const CONTEXT_PREFIX = 'ephemeral-vcluster/';
/** How long to wait for the lock, in milliseconds. Other programs hold it for the duration of one write. */
const TIME_LIMIT = 5_000;
/** In milliseconds. */
const POLL = 50;

/** Path of the kubeconfig that kubectl writes to: the first one of KUBECONFIG, or `~/.kube/config`. */
export function userKubeconfig(env: NodeJS.ProcessEnv): string {
  const path = env.KUBECONFIG?.split(delimiter).find(Boolean) ?? inHome(env, '.kube', 'config');
  if (path) return path;
  throw new InputError([{ input: 'KUBECONFIG', allowed: 'set, because this user has no home' }]);
}

/** Adds the cluster, user and context of `text` to the file, and replaces entries with the same names. */
export async function mergeInto(file: string, text: string, use: boolean): Promise<void> {
  const added = parseYaml(text) as Kubeconfig;
  await change(file, (existing) => {
    const merged = { apiVersion: 'v1', kind: 'Config', ...existing };
    for (const list of LISTS) {
      const entries = added[list] ?? [];
      const names = new Set(entries.map(({ name }) => name));
      merged[list] = [...(existing[list] ?? []).filter(({ name }) => !names.has(name)), ...entries];
    }
    if (use) merged['current-context'] = added['current-context'] ?? '';
    return merged;
  });
}

/** Removes the cluster, user and context with the name `context` from the file, if they exist. */
export async function removeFrom(file: string, context: string): Promise<void> {
  if (!existsSync(file)) return;
  await change(file, (existing) => {
    const rest = { ...existing };
    for (const list of LISTS)
      rest[list] = (existing[list] ?? []).filter(({ name }) => name !== context);
    if (rest['current-context'] === context) rest['current-context'] = '';
    return rest;
  });
}

/** Edits the file atomically, with the lock file that kubectl uses. If `path` is a symbolic link, edits its target. */
async function change(path: string, edit: (config: Kubeconfig) => Kubeconfig): Promise<void> {
  const file = existsSync(path) ? realpathSync(path) : path;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await using _ = await lock(file);
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  const mode = existsSync(file) ? (await stat(file)).mode & 0o777 : 0o600;
  const text = formatYaml(edit(parse(path, before)));
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}

function parse(path: string, text: string): Kubeconfig {
  try {
    return text.trim() ? (parseYaml(text) as Kubeconfig) : {};
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new InputError([{ input: path, allowed: `a valid kubeconfig (${reason})` }]);
  }
}

async function lock(file: string): Promise<AsyncDisposable> {
  const path = `${file}.lock`;
  for (const end = systemClock.monotonic() + TIME_LIMIT; ; await delay(POLL)) {
    const handle = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return undefined;
    });
    if (handle) {
      await handle.close();
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    }
    if (systemClock.monotonic() > end) {
      throw new ClusterError(`${file} is locked by another program.`, {
        hint: `If no program uses it, remove ${path}.`,
      });
    }
  }
}

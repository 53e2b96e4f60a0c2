import { existsSync, realpathSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dumpYaml, loadYaml } from '@kubernetes/client-node';
import { ClusterError, InputError } from '../core/errors.ts';

interface Named {
  name: string;
}

/** As much of a kubeconfig as concerns us; all else stays as it is. */
interface Kubeconfig {
  clusters?: Named[] | null;
  users?: Named[] | null;
  contexts?: Named[] | null;
  'current-context'?: string;
}

const LISTS = ['clusters', 'users', 'contexts'] as const;
/** What marks an entry as ours, so that nobody's is written over. */
export const CONTEXT_PREFIX = 'ephemeral-vcluster/';
/** Others hold the lock for the time of one write. */
const TIME_LIMIT = 5_000;
const POLL = 50;

/** The file that kubectl writes into. */
export const userKubeconfig = (env: NodeJS.ProcessEnv): string =>
  env.KUBECONFIG?.split(delimiter).find(Boolean) ?? join(env.HOME || homedir(), '.kube', 'config');

/** Adds the one cluster, user and context of `text` to the file; what is called so already is replaced. */
export async function mergeInto(file: string, text: string, use: boolean): Promise<void> {
  const ours = loadYaml<Kubeconfig>(text);
  await change(file, (theirs) => {
    const merged = { apiVersion: 'v1', kind: 'Config', ...theirs };
    for (const list of LISTS) {
      const added = ours[list] ?? [];
      const names = new Set(added.map(({ name }) => name));
      merged[list] = [...(theirs[list] ?? []).filter(({ name }) => !names.has(name)), ...added];
    }
    if (use) merged['current-context'] = ours['current-context'] ?? '';
    return merged;
  });
}

/** Removes what is called `context` from the file; what is gone already is fine. */
export async function removeFrom(file: string, context: string): Promise<void> {
  if (!existsSync(file)) return;
  await change(file, (theirs) => {
    const rest = { ...theirs };
    for (const list of LISTS)
      rest[list] = (theirs[list] ?? []).filter(({ name }) => name !== context);
    if (rest['current-context'] === context) rest['current-context'] = '';
    return rest;
  });
}

/** Whole or not at all, with the lock that kubectl takes, and through a link to where the file is. */
async function change(path: string, edit: (config: Kubeconfig) => Kubeconfig): Promise<void> {
  const file = existsSync(path) ? realpathSync(path) : path;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await using _ = await lock(file);
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  const mode = existsSync(file) ? (await stat(file)).mode & 0o777 : 0o600;
  const text = dumpYaml(edit(parse(path, before)), { lineWidth: -1 });
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}

function parse(path: string, text: string): Kubeconfig {
  try {
    return text.trim() ? loadYaml<Kubeconfig>(text) : {};
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new InputError([{ input: path, allowed: `a kubeconfig that can be read (${reason})` }]);
  }
}

async function lock(file: string): Promise<AsyncDisposable> {
  const path = `${file}.lock`;
  for (const end = Date.now() + TIME_LIMIT; ; await delay(POLL)) {
    const handle = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return undefined;
    });
    if (handle) {
      await handle.close();
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    }
    if (Date.now() > end) {
      throw new ClusterError(`${file} is locked by another program.`, {
        hint: `If there is none, remove ${path}.`,
      });
    }
  }
}

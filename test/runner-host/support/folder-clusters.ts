import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writePrivate } from '../../../src/core/private-file.ts';
import { NameTaken, type RunnerClusters } from '../../../src/runner-host/runner-clusters.ts';

/** A kubeconfig whose certificate authority is `authority`. */
export const kubeconfigWith = (authority: string): string =>
  JSON.stringify({
    clusters: [
      {
        name: 'host',
        cluster: {
          server: 'https://127.0.0.1:1',
          'certificate-authority-data': Buffer.from(authority).toString('base64'),
        },
      },
    ],
    users: [{ name: 'host', user: { token: 'token' } }],
    contexts: [{ name: 'host', context: { cluster: 'host', user: 'host' } }],
    'current-context': 'host',
  });

export interface FolderClusters extends RunnerClusters {
  /** How many clusters were created. */
  created: number;
}

/** Clusters that are folders in `dir`, so that several processes see the same ones. A creation takes a few milliseconds, in two steps. */
export function folderClusters(dir: string, { fails = '' } = {}): FolderClusters {
  const clusters: FolderClusters = {
    created: 0,
    check: async () => {},
    names: async () => readdirSync(dir),
    async create({ name, kubeconfig }, _, signal) {
      if (readdirSync(dir).includes(name)) throw new NameTaken(name);
      mkdirSync(join(dir, name));
      await sleep(20, undefined, { signal });
      if (fails) throw new Error(fails);
      const text = kubeconfigWith(`${name} ${Math.random()}`);
      await writePrivate(join(dir, name, 'kubeconfig'), text);
      await writePrivate(kubeconfig, text);
      clusters.created++;
    },
    kubeconfigOf: (name) => readFile(join(dir, name, 'kubeconfig'), 'utf8').catch(() => undefined),
    async delete(name) {
      await sleep(10);
      rmSync(join(dir, name), { recursive: true });
    },
  };
  return clusters;
}

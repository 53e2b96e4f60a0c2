import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  examplesIn,
  newPackageProject,
  type PackageProject,
} from '../../../support/package-project.ts';
import { type E2eHost, openE2eHost } from '../host/e2e-host.ts';
import { uniqueName } from '../host/host-view.ts';

export const LEASE_SECONDS = 30;

/** An npm project with the package installed, and the real host for its clusters. */
export interface LibraryProject extends AsyncDisposable {
  host: E2eHost;
  project: PackageProject;
  /** A unique name for a cluster. Disposing deletes the cluster's namespace if it still exists. */
  ownName(): string;
  /** The environment of a user's test that creates the cluster `name`. */
  environment(name: string): Record<string, string>;
  /** The folders with credentials that exist now. */
  workFolders(): string[];
}

export async function openLibraryProject(): Promise<LibraryProject> {
  const host = await openE2eHost();
  const project = await newPackageProject();
  const temporary = join(project.path, 'tmp');
  mkdirSync(temporary);
  return {
    host,
    project,
    ownName: () => {
      const name = uniqueName('library');
      host.own(`vcluster-${name}`);
      return name;
    },
    environment: (name) => ({
      HOME: project.path,
      TMPDIR: temporary,
      PATH: `${host.tools.bin}:${process.env.PATH}`,
      KUBECONFIG: host.user.kubeconfig,
      NAME: name,
      CHART: host.tools.chart,
      VERSIONS: host.tools.versions,
    }),
    workFolders: () => readdirSync(temporary).filter((it) => it.startsWith('ephemeral-vcluster-')),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}

/** An example of `docs/library.md`, with a local chart, the name from `NAME`, and a short lease. */
export function example(file: string): string {
  const options = `name: process.env.NAME, chart: process.env.CHART, versionsFile: process.env.VERSIONS, lease: '${LEASE_SECONDS}s', `;
  const code = examplesIn('docs/library.md').get(file) ?? '';
  if (!code.includes('createCluster({ '))
    throw new Error(`docs/library.md: the example ${file} calls no createCluster`);
  return code.replace('createCluster({ ', `createCluster({ ${options}`);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError, InputError } from './errors.ts';
import type { Host } from './host.ts';
import type { ClusterRef } from './ref.ts';
import type { Values } from './values.ts';

export interface Release {
  ref: ClusterRef;
  chart: string;
  values: Values;
  /** A kubeconfig text: see `startOwningProxy`. */
  kubeconfig: string;
}

/**
 * Has helm make the objects of the release, and keeps none: the chart's templates refuse values that its schema allows.
 *
 * @throws InputError with the reason that the chart gives.
 */
export async function assertRenders(
  host: Host,
  { ref, chart, values }: Omit<Release, 'kubeconfig'>,
  kubernetesVersion: string,
): Promise<void> {
  const valuesFile = await writePrivate(host, `${ref.name}.values.json`, JSON.stringify(values));
  const args = [
    ...['template', ref.name, chart, '--namespace', ref.namespace, '--values', valuesFile],
    ...['--kube-version', kubernetesVersion, '--skip-schema-validation'],
  ];
  const { exitCode, stderr } = await host.run(host.helm, args);
  if (exitCode === 0) return;
  throw new InputError([
    { input: 'values', allowed: `such that the chart takes them (${reasonIn(stderr)})` },
  ]);
}

/** Installs the chart as a release of the cluster's name, as the vcluster CLI does, without waiting for its pods. */
export async function installRelease(host: Host, release: Release): Promise<void> {
  const { ref, chart } = release;
  const valuesFile = await writePrivate(
    host,
    `${ref.name}.values.json`,
    JSON.stringify(release.values),
  );
  const kubeconfigFile = await writePrivate(
    host,
    `${ref.name}.helm-kubeconfig`,
    release.kubeconfig,
  );
  const args = [
    ...['upgrade', ref.name, chart, '--install', '--namespace', ref.namespace],
    ...['--kubeconfig', kubeconfigFile, '--values', valuesFile],
    // The values were checked, and reading the host's whole OpenAPI document takes a third of a second.
    ...['--skip-schema-validation', '--disable-openapi-validation'],
    ...['--repository-config', '', '--history-max', '1'],
  ];
  const { exitCode, stderr } = await host.run(host.helm, args);
  if (exitCode === 0) return;
  throw new ClusterError(`helm could not install the chart ${chart}: ${lastError(stderr)}`, {
    hint: helmHint(stderr),
  });
}

async function writePrivate(host: Host, name: string, text: string): Promise<string> {
  const path = join(host.workDir, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** The line of an error of the chart's templates, without what is said to its author. */
const reasonIn = (stderr: string): string =>
  (lastError(stderr).split('\n')[0] ?? '').replace(/^Error: /, '');

const lastError = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line && !line.startsWith('WARNING'))
    .join('\n') || 'it said nothing';

function helmHint(stderr: string): string {
  if (/attempting to grant RBAC permissions not currently held/.test(stderr)) {
    return 'The host kubeconfig may grant only rights that it has itself: give it the missing ones that helm names above.';
  }
  // A quota says "forbidden" too.
  if (/exceeded quota/.test(stderr))
    return 'The namespace has a ResourceQuota: raise it, or lower the requests by `values`.';
  if (/forbidden/.test(stderr))
    return 'Give the user of host-kubeconfig the right that helm names above.';
  return 'Run again with debug logging to see what helm was told.';
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf } from '../causes/causes.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError, InputError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { Values } from './values-input.ts';

export interface Release {
  ref: ClusterRef;
  chart: string;
  values: Values;
  /** A kubeconfig text: see `startOwningProxy`. */
  kubeconfig: string;
}

/** What helm says where the host itself is the trouble. */
const UNREACHED = /cluster unreachable|provide credentials/;

/**
 * The objects of the release as YAML; none is made. The chart's templates refuse values that its schema allows.
 *
 * @throws InputError with the reason that the chart gives.
 */
export async function renderRelease(
  runtime: Runtime,
  { ref, chart, values }: Omit<Release, 'kubeconfig'>,
  kubernetesVersion: string,
): Promise<string> {
  const valuesFile = await writePrivate(runtime, `${ref.name}.values.json`, JSON.stringify(values));
  const args = [
    ...['template', ref.name, chart, '--namespace', ref.namespace, '--values', valuesFile],
    ...['--kube-version', kubernetesVersion, '--skip-schema-validation'],
  ];
  const { exitCode, stdout, stderr } = await runtime.run(runtime.helm, args);
  if (exitCode === 0) return stdout;
  throw new InputError([
    { input: 'values', allowed: `such that the chart takes them (${reasonIn(stderr)})` },
  ]);
}

/** Installs the chart as a release of the cluster's name, as the vcluster CLI does, without waiting for its pods. */
export async function installRelease(runtime: Runtime, release: Release): Promise<void> {
  const { ref, chart } = release;
  const valuesFile = await writePrivate(
    runtime,
    `${ref.name}.values.json`,
    JSON.stringify(release.values),
  );
  const kubeconfigFile = await writePrivate(
    runtime,
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
  const { exitCode, stderr } = await runtime.run(runtime.helm, args, { env: cacheIn(runtime) });
  if (exitCode === 0) return;
  const why = lastError(stderr);
  const { hint } = causeOf({ step: UNREACHED.test(why) ? 'access' : 'admission', why });
  throw new ClusterError(`helm could not install the chart ${chart}: ${why}`, { hint });
}

/** What helm remembers of the proxy's address serves nobody again, and would stay in the user's home. */
const cacheIn = ({ workDir }: Runtime) => ({ KUBECACHEDIR: join(workDir, 'helm-cache') });

async function writePrivate(runtime: Runtime, name: string, text: string): Promise<string> {
  const path = join(runtime.workDir, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** The same without a word too many. */
export const reasonIn = (stderr: string): string => lastError(stderr).replace(/^Error: /, '');

/** Of no use to who did not call helm. */
const ASIDE = /^WARNING|^Use --debug flag/;

/** The error in what helm said. It makes a list of several, under a heading that counts them. */
const lastError = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line && !ASIDE.test(line))
    .map((line) => line.replace(/^(Error: )?\d+ errors? occurred:$|^\s*\* /, ''))
    .filter((line) => line.trim())
    .join('; ')
    .replaceAll(':;', ':') || 'it said nothing';

import { join } from 'node:path';
import { causeOf } from '../causes/causes.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError, InputError } from '../errors.ts';
import { writePrivate } from '../private-file.ts';
import type { Runtime } from '../runtime.ts';
import type { Values } from './values-input.ts';

export interface Release {
  ref: ClusterRef;
  chart: string;
  values: Values;
  /** Text of a kubeconfig that leads through the owning proxy: see `startOwningProxy`. */
  kubeconfig: string;
}

/** helm's messages for a host that cannot be reached or that rejects the credentials. */
const UNREACHED = /cluster unreachable|provide credentials/;

/**
 * Returns the objects of the release as YAML and creates none. Templates can reject values that the chart's schema allows.
 *
 * @throws InputError with the reason that the template gives.
 */
export async function renderRelease(
  runtime: Runtime,
  { ref, chart, values }: Omit<Release, 'kubeconfig'>,
  kubernetesVersion: string,
): Promise<string> {
  const valuesFile = await writeToWorkFolder(
    runtime,
    `${ref.name}.values.json`,
    JSON.stringify(values),
  );
  const args = [
    ...['template', ref.name, chart, '--namespace', ref.namespace, '--values', valuesFile],
    ...['--kube-version', kubernetesVersion, '--skip-schema-validation'],
  ];
  const { exitCode, stdout, stderr } = await runtime.run(runtime.helm, args);
  if (exitCode === 0) return stdout;
  throw new InputError([
    { input: 'values', allowed: `values that the chart accepts (${reasonIn(stderr)})` },
  ]);
}

/** Installs the chart as a release with the cluster's name, as the vcluster CLI does. Does not wait for the pods. */
export async function installRelease(runtime: Runtime, release: Release): Promise<void> {
  const { ref, chart } = release;
  const valuesFile = await writeToWorkFolder(
    runtime,
    `${ref.name}.values.json`,
    JSON.stringify(release.values),
  );
  const kubeconfigFile = await writeToWorkFolder(
    runtime,
    `${ref.name}.helm-kubeconfig`,
    release.kubeconfig,
  );
  const args = [
    ...['upgrade', ref.name, chart, '--install', '--namespace', ref.namespace],
    ...['--kubeconfig', kubeconfigFile, '--values', valuesFile],
    // The values are already checked, and reading the host's whole OpenAPI document takes a third of a second.
    ...['--skip-schema-validation', '--disable-openapi-validation'],
    ...['--repository-config', '', '--history-max', '1'],
  ];
  const { exitCode, stderr } = await runtime.run(runtime.helm, args, { env: cacheIn(runtime) });
  if (exitCode === 0) return;
  const why = lastError(stderr);
  const { hint } = causeOf({ step: UNREACHED.test(why) ? 'access' : 'admission', why });
  throw new ClusterError(`helm could not install the chart ${chart}: ${why}`, { hint });
}

/** helm caches the API of the proxy's address, which is never used again. Keeps that cache out of the user's home. */
const cacheIn = ({ workDir }: Runtime) => ({ KUBECACHEDIR: join(workDir, 'helm-cache') });

async function writeToWorkFolder(runtime: Runtime, name: string, text: string): Promise<string> {
  const path = join(runtime.workDir, name);
  await writePrivate(path, text);
  return path;
}

/** Returns the error in helm's output without its prefix. */
export const reasonIn = (stderr: string): string => lastError(stderr).replace(/^Error: /, '');

/** Lines that only help a person who runs helm directly. */
const IRRELEVANT = /^WARNING|^Use --debug flag/;

/** Returns the error in helm's output. helm lists several errors below a heading with their number. */
const lastError = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line && !IRRELEVANT.test(line))
    .map((line) => line.replace(/^(Error: )?\d+ errors? occurred:$|^\s*\* /, ''))
    .filter((line) => line.trim())
    .join('; ')
    .replaceAll(':;', ':') || 'it printed no error';

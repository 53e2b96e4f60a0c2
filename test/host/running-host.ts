import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '../support/folder.ts';
import type { Image } from './build/image.ts';
import { run } from './run.ts';

/** A running host, to which add-ons are added. */
export interface RunningHost {
  kubeconfig: string;
  kubectl: string;
  /** Whether the names of Services do not resolve in pods. */
  lacksDns: boolean;
  give(image: Image): Promise<void>;
}

/** The manifests of a DNS server for Services, if the host has none. */
export const dnsManifests = ({ lacksDns }: RunningHost): string[] =>
  lacksDns ? [readFileSync(new URL('./dns.yaml', import.meta.url), 'utf8')] : [];

/** Applies manifests in the given order. */
export async function apply(
  { kubectl, kubeconfig }: Pick<RunningHost, 'kubectl' | 'kubeconfig'>,
  manifests: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  if (manifests.length === 0) return;
  await using folder = await newFolder();
  const file = join(folder.path, 'manifests.yaml');
  await writeFile(file, manifests.join('\n---\n'));
  // With kubectl, because the YAML parser of the client library rejects some of these manifests.
  const options = ['apply', '--server-side', '--force-conflicts', '--filename', file, ...flags];
  await run(kubectl, ['--kubeconfig', kubeconfig, ...options]);
}

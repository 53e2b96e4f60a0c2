import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '../support/folder.ts';
import type { Image } from './build/image.ts';
import { run } from './run.ts';

/** A host to which more is added. */
export interface RunningHost {
  kubeconfig: string;
  kubectl: string;
  /** Whether nobody there knows the names of Services. */
  lacksDns: boolean;
  give(image: Image): Promise<void>;
}

/** What makes the names of Services known, where nobody knows them. */
export const dnsManifests = ({ lacksDns }: RunningHost): string[] =>
  lacksDns ? [readFileSync(new URL('./dns.yaml', import.meta.url), 'utf8')] : [];

/** Applies manifests in their order. */
export async function apply(
  { kubectl, kubeconfig }: Pick<RunningHost, 'kubectl' | 'kubeconfig'>,
  manifests: readonly string[],
): Promise<void> {
  if (manifests.length === 0) return;
  await using folder = await newFolder();
  const file = join(folder.path, 'manifests.yaml');
  await writeFile(file, manifests.join('\n---\n'));
  // Not by the client library: its YAML is stricter than that of those who wrote the manifests.
  const options = ['apply', '--server-side', '--force-conflicts', '--filename', file];
  await run(kubectl, ['--kubeconfig', kubeconfig, ...options]);
}

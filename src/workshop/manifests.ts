import {
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  loadYaml,
  PatchStrategy,
} from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import type { Clock } from '../core/host.ts';
import { apiMessage } from '../core/kube.ts';
import { isBlank } from '../core/release/yaml-values.ts';

/** An object that is to be in each cluster. */
export interface Manifest {
  /** Where it stands, for messages. */
  source: string;
  object: KubernetesObject;
}

const FIELD_MANAGER = 'ephemeral-vcluster';
/** How long a kind may take to be known after its CustomResourceDefinition, in milliseconds. */
const PATIENCE = 60_000;
const POLL = 500;
/** What others need comes first. */
const FIRST = ['CustomResourceDefinition', 'Namespace', 'ServiceAccount', 'ClusterRole', 'Role'];

/**
 * The objects in a text of one or several YAML documents.
 *
 * @throws Error where it is no YAML, or a document is no Kubernetes object.
 */
export function parseManifests(source: string, text: string): Manifest[] {
  const documents = text.split(/^---(?:[ \t].*)?$/m).filter((part) => !isBlank(part));
  return documents.map((document, index) => {
    const object = loadYaml<KubernetesObject>(document);
    const { apiVersion, kind, metadata } = object;
    if (apiVersion && kind && metadata?.name) return { source, object };
    throw new Error(`document ${index + 1} lacks apiVersion, kind or metadata.name`);
  });
}

/** Applies them as `kubectl apply --server-side` does, definitions first. */
export async function applyManifests(
  config: KubeConfig,
  manifests: readonly Manifest[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(config);
  for (const manifest of manifests.toSorted((a, b) => rank(a) - rank(b))) {
    const end = clock.now() + PATIENCE;
    await apply(api, manifest, () => clock.now() < end && clock.sleep(POLL, signal));
  }
}

const rank = ({ object }: Manifest): number => {
  const index = FIRST.indexOf(object.kind ?? '');
  return index < 0 ? FIRST.length : index;
};

async function apply(
  api: KubernetesObjectApi,
  { source, object }: Manifest,
  pause: () => Promise<void> | false,
): Promise<void> {
  for (;;) {
    try {
      await api.patch(
        object,
        undefined,
        undefined,
        FIELD_MANAGER,
        true,
        PatchStrategy.ServerSideApply,
      );
      return;
    } catch (error) {
      const waiting = isNotYet(error) && pause();
      if (waiting) {
        await waiting;
        continue;
      }
      const what = `${object.kind} ${object.metadata?.name}`;
      throw new ClusterError(`${source}: ${what} could not be applied: ${apiMessage(error)}`);
    }
  }
}

/** A kind, a namespace or a webhook that comes up only now. */
const isNotYet = (error: unknown): boolean =>
  /Unrecognized API version|not found|failed calling webhook|no endpoints available/i.test(
    apiMessage(error),
  );

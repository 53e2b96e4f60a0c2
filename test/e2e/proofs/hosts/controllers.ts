import { setTimeout as sleep } from 'node:timers/promises';
import { type KubernetesObject, PatchStrategy, type V1ObjectMeta } from '@kubernetes/client-node';
import { isConflict, type Kube, orUndefined } from '../../../../src/core/kube/clients.ts';
import type { Ground } from './ground.ts';

/** A finalizer of another team's controller. */
export const HOLD = 'example.com/hold';
const PERIOD = 300;

/** A small controller of the test. Disposing stops it, and waits for its last round. */
export type Controller = AsyncDisposable;

/** Calls `work` again and again. Like any controller, it goes on after a failure, such as a namespace that has just gone. */
export function repeat(work: () => Promise<void>): Controller {
  const over = new AbortController();
  const loop = async () => {
    while (!over.signal.aborted) {
      await work().catch(() => {});
      await sleep(PERIOD);
    }
  };
  const running = loop();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await running;
    },
  };
}

/** Creates an object in a namespace, and returns it with its uid. */
type Make = <O extends KubernetesObject>(object: O) => Promise<O>;
/** Creates the objects of one namespace. */
export type Generate = (make: Make) => Promise<unknown>;

/** Creates what is missing in the namespaces that exist. Returns `Kind/name` of all objects that it made or found. */
export async function generateIn(
  { kube, objects }: Ground,
  namespaces: readonly string[],
  generate: Generate,
): Promise<string[]> {
  const made: string[] = [];
  for (const namespace of namespaces) {
    const found = await orUndefined(kube.core.readNamespace({ name: namespace }));
    if (!found || found.metadata?.deletionTimestamp) continue;
    await generate(async (given) => {
      const object = { ...given, metadata: { ...given.metadata, namespace } };
      made.push(`${object.kind}/${object.metadata.name}`);
      return objects.create(object).catch((error) => {
        if (!isConflict(error)) throw error;
        const { apiVersion, kind, metadata } = object as typeof given & { metadata: { name: '' } };
        return objects.read({ apiVersion, kind, metadata: { name: metadata.name, namespace } });
      }) as Promise<typeof given>;
    });
  }
  return made;
}

export interface Hold {
  /** The held resources, such as `pods` or `jobs.batch`. */
  resources: readonly string[];
  /** How long their deletion takes. */
  seconds: number;
}

/** Removes the finalizer from what was deleted `seconds` ago or earlier in these namespaces, and from them. */
export async function letGo(
  ground: Ground,
  namespaces: readonly string[],
  { resources, seconds }: Hold,
): Promise<void> {
  for (const namespace of namespaces) {
    const found = await orUndefined(ground.kube.core.readNamespace({ name: namespace }));
    if (!found?.metadata) continue;
    const all = await listAll(ground.kube, namespace, resources);
    const held = [...all, { apiVersion: 'v1', kind: 'Namespace', metadata: found.metadata }];
    for (const object of held.filter(({ metadata }) => isDue(metadata, seconds))) {
      await release(ground, object);
    }
  }
}

type Held = Required<Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>>;

async function listAll(
  { metadata }: Kube,
  namespace: string,
  wanted: readonly string[],
): Promise<Held[]> {
  const { resources } = await metadata.discover();
  const held = resources.filter(({ resource }) => wanted.includes(resource));
  const lists = held.map(async (resource) => {
    const listed = await metadata.list(resource, { namespace });
    const apiVersion = resource.root.replace(/^\/(api|apis)\//, '');
    return listed.map((it) => ({ apiVersion, kind: resource.kind, metadata: it }));
  });
  return (await Promise.all(lists)).flat();
}

const isDue = ({ deletionTimestamp, finalizers }: V1ObjectMeta, seconds: number): boolean =>
  Boolean(deletionTimestamp && finalizers?.includes(HOLD)) &&
  Date.now() - new Date(deletionTimestamp ?? 0).getTime() >= seconds * 1_000;

async function release({ objects }: Ground, { apiVersion, kind, metadata }: Held): Promise<void> {
  const { name = '', namespace, resourceVersion, finalizers = [] } = metadata;
  const rest = finalizers.filter((it) => it !== HOLD);
  const patch = {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(resourceVersion && { resourceVersion }),
      finalizers: rest,
    },
  };
  // If it has changed meanwhile, the next round finds it.
  await objects
    .patch(patch, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch)
    .catch(() => {});
}

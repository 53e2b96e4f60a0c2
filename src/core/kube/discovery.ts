import { type Get, groupsOf, type Kind } from './api-groups.ts';

/** A kind of namespaced objects that can be listed and deleted. */
export interface HostResource {
  /** `/api/v1` or `/apis/GROUP/VERSION`. */
  root: string;
  /** In the format that kubectl accepts: `configmaps`, `deployments.apps`. */
  resource: string;
  plural: string;
  kind: string;
}

export interface Discovered {
  resources: HostResource[];
  /** The groups with an API that does not respond, so that some of their kinds are unknown. */
  silent: string[];
}

/** Returns the kinds that the host has. Sends two requests, or one for each group if the host is old. */
export async function discover(get: Get): Promise<Discovered> {
  const groups = (await Promise.all(['/api', '/apis'].map((path) => groupsOf(get, path)))).flat();
  const resources = groups.flatMap(({ name: group, versions }) =>
    versions.flatMap(({ root, kinds = [] }) =>
      kinds.filter(isStored).map(({ plural, kind }) => {
        const resource = group ? `${plural}.${group}` : plural;
        return { root, resource, plural, kind };
      }),
    ),
  );
  // Some kinds exist only in a version that is not the preferred one. The preferred one comes first.
  const first = new Map(resources.toReversed().map((it) => [it.resource, it]));
  const silent = groups.filter(({ versions }) => versions.some(({ kinds }) => !kinds));
  return { resources: [...first.values()], silent: silent.map(({ name }) => name) };
}

/** Resources that cannot be deleted, such as metrics, are computed for each response and are not stored. */
const isStored = ({ namespaced, verbs }: Kind): boolean =>
  namespaced && verbs.includes('list') && verbs.includes('delete');

/** Sends a GET request with this `Accept` header and returns the JSON of the answer. */
export type Get = <T>(path: string, accept: string) => Promise<T>;

/** A resource of an API, and what can be done with it. */
export interface Kind {
  plural: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

export interface Version {
  /** `/api/v1` or `/apis/GROUP/VERSION`. */
  root: string;
  /** Undefined if the API does not respond. */
  kinds: Kind[] | undefined;
}

export interface Group {
  /** Empty for the group of Pods and Services. */
  name: string;
  /** The one that the host prefers comes first. */
  versions: Version[];
}

const JSON_TYPE = 'application/json';
/** Asks for all kinds in one answer. Hosts older than Kubernetes 1.27 answer with a list of the groups instead. */
const ALL_KINDS = ['v2', 'v2beta1']
  .map((version) => `${JSON_TYPE};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat(JSON_TYPE)
  .join(',');

interface AllKinds {
  kind: 'APIGroupDiscoveryList';
  items: { metadata: { name?: string }; versions: DiscoveredVersion[] }[];
}

interface DiscoveredVersion {
  version: string;
  freshness?: 'Current' | 'Stale';
  resources?: {
    resource: string;
    responseKind?: { kind: string };
    scope: 'Cluster' | 'Namespaced';
    verbs: string[];
  }[];
}

interface GroupNames {
  kind: 'APIGroupList';
  groups: { name: string; versions: { groupVersion: string }[] }[];
}

/** The answer to `/api`, which has only the group without a name. */
interface CoreVersions {
  kind: 'APIVersions';
  versions: string[];
}

/** Returns the groups of the API under `/api` or `/apis`. */
export async function groupsOf(get: Get, path: string): Promise<Group[]> {
  const list = await get<AllKinds | GroupNames | CoreVersions>(path, ALL_KINDS);
  if (list.kind === 'APIGroupDiscoveryList') {
    return list.items.map(({ metadata: { name = '' }, versions }) => ({
      name,
      versions: versions.map((version) => toVersion([path, name].filter(Boolean), version)),
    }));
  }
  const names =
    list.kind === 'APIGroupList'
      ? list.groups.map((it) => ({ ...it, versions: it.versions.map((of) => of.groupVersion) }))
      : [{ name: '', versions: list.versions }];
  return Promise.all(
    names.map(async ({ name, versions }) => ({
      name,
      versions: await Promise.all(versions.map((version) => askVersion(get, `${path}/${version}`))),
    })),
  );
}

function toVersion(parts: string[], { version, freshness, resources = [] }: DiscoveredVersion) {
  const kinds = resources.map(({ resource: plural, responseKind, scope, verbs }) => ({
    plural,
    kind: responseKind?.kind ?? plural,
    namespaced: scope === 'Namespaced',
    verbs,
  }));
  return { root: [...parts, version].join('/'), kinds: freshness === 'Stale' ? undefined : kinds };
}

interface ListedKinds {
  resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
}

async function askVersion(get: Get, root: string): Promise<Version> {
  const listed = await get<ListedKinds>(root, JSON_TYPE).catch(() => undefined);
  const kinds = listed?.resources
    // Such as `pods/log`.
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, ...kind }) => ({ plural: name, ...kind }));
  return { root, kinds };
}

import { type ClusterRef, candidatesOf, newIntent } from '../../src/core/cluster/ref.ts';
import type { ClusterSpec } from '../../src/core/spec/spec.ts';

/** The reference of a cluster that does not exist. */
export function createRef(overrides: Partial<ClusterRef> = {}): ClusterRef {
  return { name: 'ci-1', namespace: 'ci', ownNamespace: false, id: 'our-id', ...overrides };
}

/** The reference that the cluster of `spec` will get; with a pool, the one in its first namespace. */
export const newRef = (spec: ClusterSpec): ClusterRef => candidatesOf(newIntent(spec))[0];

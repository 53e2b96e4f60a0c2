import { type ClusterRef, candidatesOf, newIntent } from '../../src/core/cluster/ref.ts';
import type { ClusterSpec } from '../../src/core/spec/spec.ts';

/** Where the cluster of a test lives; nothing of it exists. */
export function createRef(overrides: Partial<ClusterRef> = {}): ClusterRef {
  return { name: 'ci-1', namespace: 'ci', ownNamespace: false, id: 'our-id', ...overrides };
}

/** Where the cluster of `spec` will be; the first place of a pool. */
export const newRef = (spec: ClusterSpec): ClusterRef => candidatesOf(newIntent(spec))[0];

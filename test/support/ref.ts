import type { ClusterRef } from '../../src/core/ref.ts';

/** Where the cluster of a test lives; nothing of it exists. */
export function createRef(overrides: Partial<ClusterRef> = {}): ClusterRef {
  return { name: 'ci-1', namespace: 'ci', ownNamespace: false, id: 'our-id', ...overrides };
}

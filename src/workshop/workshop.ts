import type { ClusterSpec } from '../core/spec/spec.ts';
import type { Chart } from './charts.ts';
import type { Manifest } from './manifests.ts';
import type { Quota } from './quota.ts';

/** A workshop: identical clusters, one for each attendee. */
export interface Workshop {
  /** Value of a label, and prefix of the clusters' names. */
  name: string;
  /** Without duplicates. */
  attendees: readonly string[];
  /** The spec of each cluster, without its name and annotations. */
  spec: ClusterSpec;
  quota: Quota;
  /** Applied to each cluster before it is handed out; the charts follow. */
  manifests: readonly Manifest[];
  charts: readonly Chart[];
  /** How many clusters are created at the same time. */
  parallel: number;
}

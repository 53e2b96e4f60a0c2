import type { ClusterSpec } from '../core/spec/spec.ts';
import type { Chart } from './charts.ts';
import type { Manifest } from './manifests.ts';
import type { Quota } from './quota.ts';

/** What an organiser wants: a cluster of one's own for each attendee, all alike. */
export interface Workshop {
  /** A label's value, and the beginning of the clusters' names. */
  name: string;
  /** Each once. */
  attendees: readonly string[];
  /** What each cluster is; names and annotations are added. */
  spec: ClusterSpec;
  quota: Quota;
  /** What is in each cluster when it is handed out, in this order. */
  manifests: readonly Manifest[];
  charts: readonly Chart[];
  /** How many are made at once. */
  parallel: number;
}

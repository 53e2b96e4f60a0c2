/** The library: what a face, or your own program, needs to make and delete virtual clusters. */

export { systemClock } from './clock.ts';
export { type ClusterIntent, type ClusterRef, candidatesOf, newIntent } from './cluster/ref.ts';
export type { Cluster } from './create/cluster.ts';
export { createCluster } from './create/create.ts';
export type { Phase } from './create/phases.ts';
export { type DeleteOptions, type DeleteResult, deleteCluster } from './deletion/delete.ts';
export { type Leftover, leftoverLine } from './deletion/leftovers.ts';
export { ClusterError, InputError, type InputProblem } from './errors.ts';
export { type ListedCluster, listClusters } from './lease/list-clusters.ts';
export type { Finding } from './preflight/finding.ts';
export { examine } from './preflight/preflight.ts';
export { formatFindings } from './preflight/report.ts';
export type { Clock, Log, ProgramResult, RunProgram, Runtime } from './runtime.ts';
export { parseInput } from './spec/parse-input.ts';
export { type ClusterSpec, specShape, toSpec } from './spec/spec.ts';
export type { Swept } from './sweep/remove-orphan.ts';
export { type SweepOptions, type SweepResult, sweep } from './sweep/sweep.ts';

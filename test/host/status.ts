import { recall } from './memory.ts';
import { imageNames } from './node/containerd.ts';
import { deadPrograms } from './node/health.ts';
import { layoutOf } from './node/layout.ts';
import { nodeState } from './node/readiness.ts';
import { hasTraces } from './node/stop.ts';
import { DEFAULT_NAME } from './paths.ts';
import { tektonState } from './tekton/state.ts';
import type { WayName } from './ways.ts';

export interface HostStatus {
  name: string;
  state: 'running' | 'stopped' | 'broken';
  /** Why the host is broken. */
  problem?: string;
  way?: WayName;
  kubeconfig?: string;
  version?: string;
  nodeReady?: boolean;
  /** `ready`, or what Tekton waits for; undefined without Tekton. */
  tekton?: string;
  /** Images on the node, which need no registry. */
  images?: string[];
}

/** The current state of a host, from its processes and its API server. */
export async function hostStatus({
  name = DEFAULT_NAME,
}: {
  name?: string;
} = {}): Promise<HostStatus> {
  const memory = await recall(name);
  if (!memory) return withoutMemory(name);
  const known = { name, way: memory.way, kubeconfig: memory.kubeconfig };
  const dead = memory.way === 'built' ? await deadPrograms(layoutOf(name)) : [];
  if (dead.length > 0) return { ...known, state: 'broken', problem: `not running: ${dead}` };
  try {
    const { ready, version } = await nodeState(memory.kubeconfig);
    const images = memory.way === 'built' ? await imageNames(layoutOf(name).socket) : undefined;
    const tekton = await tektonState(memory.kubeconfig);
    const state = ready ? 'running' : 'broken';
    return { ...known, state, version, nodeReady: ready, tekton, images };
  } catch (error) {
    return { ...known, state: 'broken', problem: String(error) };
  }
}

async function withoutMemory(name: string): Promise<HostStatus> {
  if (!(await hasTraces(layoutOf(name)))) return { name, state: 'stopped' };
  return {
    name,
    state: 'broken',
    problem: 'left by an interrupted start; run `up` or `down` to clean up',
  };
}

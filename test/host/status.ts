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
  /** What is wrong with a broken host. */
  problem?: string;
  way?: WayName;
  kubeconfig?: string;
  version?: string;
  nodeReady?: boolean;
  /** `ready`, or what it waits for; nothing when there is no Tekton. */
  tekton?: string;
  /** Images that need no registry. */
  images?: string[];
}

/** How a host is now, as its processes and its API server tell. */
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
    problem: 'left by a start that did not end; `up` or `down` clears it',
  };
}

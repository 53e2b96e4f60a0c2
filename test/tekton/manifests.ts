import { globSync, readFileSync } from 'node:fs';
import { loadYaml } from '@kubernetes/client-node';

export interface Step {
  name?: string;
  image: string;
  command?: string[];
  args?: string[];
  script?: string;
  workingDir?: string;
  env?: { name: string }[];
  securityContext?: Record<string, unknown>;
}

/** A Task, or a StepAction: its spec is its only step. */
export interface Manifest {
  apiVersion: string;
  kind: 'Task' | 'StepAction';
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: Step & {
    description: string;
    params?: { name: string; description?: string; default?: string | string[] }[];
    results?: { name: string; description?: string }[];
    workspaces?: { name: string }[];
    steps?: Step[];
    sidecars?: Step[];
  };
}

export const manifests: [path: string, manifest: Manifest][] = globSync(
  'tekton/{task,stepaction}/*/*.yaml',
).map((path) => [path, loadYaml<Manifest>(readFileSync(path, 'utf8'))]);

export const tasks = manifests.map(([, it]) => it).filter(({ kind }) => kind === 'Task');

export const stepsOf = ({ spec }: Manifest): Step[] =>
  spec.steps ? [...spec.steps, ...(spec.sidecars ?? [])] : [spec];

/** The steps that run the product image. */
export const productSteps = (manifest: Manifest): Step[] =>
  stepsOf(manifest).filter(({ image }) => !image.startsWith('$('));

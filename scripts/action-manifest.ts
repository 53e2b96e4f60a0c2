import { readFileSync } from 'node:fs';
import { loadYaml } from '@kubernetes/client-node';

interface Described {
  description: string;
}

/** `action.yml`, the single source of the action's inputs and outputs. */
export interface ActionManifest {
  description: string;
  inputs: Record<string, Described & { default?: string }>;
  outputs: Record<string, Described>;
  runs: { using: string; main: string; post: string; 'post-if'?: string };
}

export const readActionManifest = (path = 'action.yml'): ActionManifest =>
  loadYaml<ActionManifest>(readFileSync(path, 'utf8'));

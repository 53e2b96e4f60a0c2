import { z } from 'zod';
import { type RawInput, yesOrNo } from '../core/spec.ts';
import {
  type CreationInputs,
  creationShape,
  readCreationInputs,
} from '../faces/creation-inputs.ts';
import { defaultName } from './name.ts';

const oneOf = <T extends readonly string[]>(...values: T) =>
  z.enum(values, `one of ${values.join(', ')}`);

/** The inputs that the action alone has. */
export const ownShape = {
  cleanup: oneOf('always', 'on-success', 'never').default('always'),
  'cleanup-failure': oneOf('warn', 'fail').default('warn'),
  diagnostics: oneOf('on-failure', 'always', 'never').default('on-failure'),
  'export-kubeconfig': yesOrNo,
  summary: yesOrNo,
};

export type Cleanup = z.output<typeof ownShape.cleanup>;
export type Diagnostics = z.output<typeof ownShape.diagnostics>;
export type CleanupFailure = z.output<(typeof ownShape)['cleanup-failure']>;

/** Everything that the workflow says, read once and checked. */
export interface Inputs extends CreationInputs {
  readonly cleanup: Cleanup;
  readonly cleanupFailure: CleanupFailure;
  readonly diagnostics: Diagnostics;
  readonly exportKubeconfig: boolean;
  readonly summary: boolean;
}

/** Where inputs come from: the workflow and the environment of the step. */
export interface InputSource {
  getInput(name: string): string;
  env: NodeJS.ProcessEnv;
}

/** Reads all inputs; throws one `InputError` with every problem of every one of them. */
export function readInputs({ getInput, env }: InputSource): Inputs {
  const names = Object.keys({ ...creationShape, ...ownShape });
  const raw: RawInput = Object.fromEntries(names.map((name) => [name, getInput(name)]));
  raw.name ||= defaultName(env);
  const { own, ...inputs } = readCreationInputs(ownShape, raw, env);
  return {
    ...inputs,
    cleanup: own.cleanup,
    cleanupFailure: own['cleanup-failure'],
    diagnostics: own.diagnostics,
    exportKubeconfig: own['export-kubeconfig'],
    summary: own.summary,
  };
}

import { createCluster } from '../../../../src/core/create/create.ts';
import { ClusterError, InputError } from '../../../../src/core/errors.ts';
import type { Runtime } from '../../../../src/core/runtime.ts';
import { readInputsOnHost } from '../../../../src/inputs/inputs.ts';
import { findHelm } from '../../../../src/machine/helm.ts';
import type { BadInput } from './bad-input.ts';

/** The reaction of the action to an invalid input. */
export interface Refusal {
  error: unknown;
  milliseconds: number;
}

/** Does with the inputs what the action does, in this process: 500 processes would take an hour. */
export async function tryInputs(
  runtime: Runtime,
  inputs: Record<string, string>,
): Promise<Refusal> {
  const start = performance.now();
  const error = await createFrom(runtime, inputs).catch((thrown: unknown) => thrown);
  return { error, milliseconds: performance.now() - start };
}

async function createFrom(runtime: Runtime, inputs: Record<string, string>): Promise<never> {
  // @actions/core trims as well.
  const getInput = (name: string) => (inputs[name] ?? '').trim();
  const read = readInputsOnHost({ getInput, env: { HOME: '/nonexistent' }, defaultName: 'ci' });
  const helm = await findHelm(read.helmPath, runtime);
  const made = { ...runtime, hostCluster: read.host.hostCluster, helm };
  for (const spec of read.specs) await createCluster(made, spec);
  throw new Error('it was accepted');
}

const SLOWEST = 12_000;
const LONGEST = 20_000;
/** Messages contain line breaks. Any other invisible character comes from an input. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Returns what is wrong with a refusal; undefined if it is correct. */
export function faultOf(
  { inputs, named = Object.keys(inputs)[0] ?? '' }: BadInput,
  { error, milliseconds }: Refusal,
  secrets: readonly string[],
): string | undefined {
  if (!(error instanceof InputError || error instanceof ClusterError))
    return `not an error for users: ${error}`;
  const { message } = error;
  if (!message.includes(named)) return `${named} is not named: ${message}`;
  if (message.length > LONGEST) return `the message has ${message.length} characters`;
  if (INVISIBLE.test(message)) return `invisible in the message: ${JSON.stringify(message)}`;
  if (/\n\s+at .*:\d+:\d+/.test(message)) return `a stack in the message: ${message}`;
  const secret = secrets.find((text) => message.includes(text));
  if (secret) return `${secret} is in the message: ${message}`;
  if (milliseconds > SLOWEST) return `it took ${Math.round(milliseconds)} ms`;
  return undefined;
}

import { randomBytes } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import { InputError, type InputProblem } from '../core/errors.ts';
import { duration, namespaceList } from '../core/spec/fields.ts';
import { parseInput } from '../core/spec/parse-input.ts';
import { chooseHost } from '../host-cluster/choose-host.ts';
import { type Inputs, readInputs } from '../inputs/inputs.ts';
import { inOptions } from './option-names.ts';
import { type Texts, textsOf } from './option-texts.ts';

/** Generates the name of a cluster for which the user sets none. */
const newName = (): string => `test-${randomBytes(4).toString('hex')}`;

/**
 * Reads the options of a creation.
 *
 * @throws InputError with all problems of all options.
 */
export function readClusterOptions(shape: Texts, options: object, env: NodeJS.ProcessEnv): Inputs {
  const { raw, problems } = textsOf(shape, options);
  const getInput = (name: string) => raw[name] ?? '';
  return allOrProblems(problems, Object.keys(shape), () =>
    readInputs({ getInput, env, defaultName: newName() }),
  );
}

/** The parsed options of a search for existing clusters. Times are in milliseconds. */
export interface Search {
  hostCluster: KubeConfig;
  namespaces: readonly string[];
  verifyFor?: number | undefined;
  olderThan?: number | undefined;
}

const searchShape = {
  namespace: namespaceList.optional(),
  'cleanup-timeout': duration('1s', 'a time').optional(),
  'older-than': duration('0s', 'a time').optional(),
};

/**
 * Reads the options of a search for existing clusters.
 *
 * @throws InputError with all problems of all options.
 */
export function readSearchOptions(shape: Texts, options: object, env: NodeJS.ProcessEnv): Search {
  const { raw, problems } = textsOf(shape, options);
  return allOrProblems(problems, Object.keys(shape), () => {
    const { namespace = [], ...times } = parseInput(searchShape, raw);
    const { hostCluster } = chooseHost(raw, env);
    const [verifyFor, olderThan] = [times['cleanup-timeout'], times['older-than']];
    return { hostCluster, namespaces: namespace, verifyFor, olderThan };
  });
}

/** Returns the result of `read`. If there are already problems, `read` still runs so that the error contains its problems, too. */
function allOrProblems<T>(problems: InputProblem[], options: readonly string[], read: () => T): T {
  let result: T;
  try {
    result = read();
  } catch (error) {
    const renamed = inOptions(error, options);
    if (!(renamed instanceof InputError)) throw renamed;
    throw new InputError([...problems, ...renamed.problems]);
  }
  if (problems.length > 0) throw new InputError(problems);
  return result;
}

import { randomBytes } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import { InputError, type InputProblem } from '../core/errors.ts';
import { duration, namespaceList } from '../core/spec/fields.ts';
import { parseInput } from '../core/spec/parse-input.ts';
import { chooseHost } from '../host-cluster/choose-host.ts';
import { type Inputs, readInputs } from '../inputs/inputs.ts';
import { inOptions } from './option-names.ts';
import { type Texts, textsOf } from './option-texts.ts';

/** A name for a cluster that the user gives none. */
const newName = (): string => `test-${randomBytes(4).toString('hex')}`;

/** Options for clusters that are to be made; throws one `InputError` with every problem of every one of them. */
export function readClusterOptions(shape: Texts, options: object, env: NodeJS.ProcessEnv): Inputs {
  const { raw, problems } = textsOf(shape, options);
  const getInput = (name: string) => raw[name] ?? '';
  return allOrProblems(problems, Object.keys(shape), () =>
    readInputs({ getInput, env, defaultName: newName() }),
  );
}

/** What is said of clusters that are there already. Times are in milliseconds. */
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

/** The same for options that say where to look for some. */
export function readSearchOptions(shape: Texts, options: object, env: NodeJS.ProcessEnv): Search {
  const { raw, problems } = textsOf(shape, options);
  return allOrProblems(problems, Object.keys(shape), () => {
    const { namespace = [], ...times } = parseInput(searchShape, raw);
    const { hostCluster } = chooseHost(raw, env);
    const [verifyFor, olderThan] = [times['cleanup-timeout'], times['older-than']];
    return { hostCluster, namespaces: namespace, verifyFor, olderThan };
  });
}

/** What `read` gives; where there are problems, it is read for those that it finds besides. */
function allOrProblems<T>(problems: InputProblem[], options: readonly string[], read: () => T): T {
  let result: T;
  try {
    result = read();
  } catch (error) {
    const spoken = inOptions(error, options);
    if (!(spoken instanceof InputError)) throw spoken;
    throw new InputError([...problems, ...spoken.problems]);
  }
  if (problems.length > 0) throw new InputError(problems);
  return result;
}

import { InputError, type InputProblem } from '../core/errors.ts';

/** Returns the result of `read`. If it throws an InputError, adds its problems to `problems` and returns undefined. */
export function collect<T>(problems: InputProblem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

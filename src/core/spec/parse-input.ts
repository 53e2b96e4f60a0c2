import { z } from 'zod';
import { InputError, type InputProblem } from '../errors.ts';
import { mayHoldSecret } from '../printable.ts';

/** Inputs as the action, the CLI and Tekton get them: all are texts. */
export type RawInput = Record<string, string | undefined>;

/**
 * Parses `raw` with `shape`. The values of the inputs named in `secrets` do not appear in messages.
 *
 * @throws InputError with all problems of all fields.
 */
export function parseInput<S extends z.ZodRawShape>(
  shape: S,
  raw: RawInput,
  secrets: readonly string[] = [],
): z.output<z.ZodObject<S>> {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  throw new InputError(
    result.error.issues.map((issue): InputProblem => {
      const input = issue.path.join('.');
      const value = given[input];
      if (value === undefined) return { input, allowed: 'given' };
      const hidden = secrets.includes(input) || mayHoldSecret(value);
      return { input, allowed: issue.message, ...(!hidden && { given: value }) };
    }),
  );
}

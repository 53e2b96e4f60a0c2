import type { InputProblem } from '../core/errors.ts';
import { printable } from '../core/printable.ts';
import { nearestName } from './nearest-name.ts';

const LONGEST = 100;

/** Returns the problem of a key or an option that does not exist. `input` is its whole path, `name` its last part. */
export function unknownName(
  kind: 'key' | 'option' | 'flag',
  name: string,
  names: readonly string[],
  input: string = name,
): InputProblem {
  const nearest = nearestName(name, names);
  const all =
    kind === 'flag'
      ? '`--help` lists the flags'
      : `the ${kind}s that exist are ${names.join(', ')}`;
  const advice = nearest ? `did you mean "${nearest}"?` : all;
  const message = `unknown ${kind} "${printable(input, LONGEST)}"; ${advice}`;
  return { input, allowed: 'left out', message };
}

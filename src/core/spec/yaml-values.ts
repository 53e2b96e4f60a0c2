import { loadYaml } from '@kubernetes/client-node';

/** A vcluster.yaml that was read, or what it must be instead. */
export type ReadValues = { values: Record<string, unknown> } | { allowed: string };

/** helm keeps the values in a Secret, which takes no more than 1 MiB. */
const LONGEST = 1_000_000;
/** Aliases let a text of some lines stand for millions of values, and for one that contains itself. */
const MOST_VALUES = 100_000;

/** Reads the text of a vcluster.yaml. */
export function readValues(text: string): ReadValues {
  if (text.length > LONGEST) return { allowed: `YAML of at most ${LONGEST / 1_000} KB` };
  try {
    const value = isBlank(text) ? {} : loadYaml<unknown>(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { allowed: 'a YAML mapping of vcluster.yaml keys' };
    }
    const problem = problemIn(value);
    return problem ? { allowed: problem } : { values: value as Record<string, unknown> };
  } catch (error) {
    return { allowed: `valid YAML (${(error as Error).message.split('\n')[0]})` };
  }
}

/** Nothing but comments, as when all keys are commented out; `loadYaml` calls that an error. */
const isBlank = (text: string): boolean => text.split('\n').every((line) => /^\s*(#|$)/.test(line));

/** What JSON, in which helm gets them, cannot say as it was meant. */
function problemIn(root: object): string | undefined {
  const queue: unknown[] = [root];
  for (let count = 1; queue.length > 0; count++) {
    if (count > MOST_VALUES) return `YAML of at most ${MOST_VALUES} values, with all aliases`;
    const value = queue.pop();
    if (typeof value === 'number' && !isExact(value)) {
      return 'YAML without numbers that are infinite or too large to be exact; quote those';
    }
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return 'YAML without a key __proto__';
    for (const item of Object.values(value)) queue.push(item);
  }
  return undefined;
}

const isExact = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

import { parseYaml } from '../yaml.ts';

/** The values of a vcluster.yaml, or what it must be instead, as the end of the sentence "… must be …". */
export type ReadValues = { values: Record<string, unknown> } | { allowed: string };

/** helm stores the values in a Secret, which is limited to 1 MiB. */
const MAX_LENGTH = 1_000_000;
/** With aliases, a few lines can expand to millions of values, or to a value that contains itself. */
const MAX_VALUES = 100_000;

/** Reads the text of a vcluster.yaml. */
export function readValues(text: string): ReadValues {
  if (text.length > MAX_LENGTH) return { allowed: `YAML of at most ${MAX_LENGTH / 1_000} KB` };
  try {
    const value = isBlank(text) ? {} : parseYaml(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { allowed: 'a YAML mapping of vcluster.yaml keys' };
    }
    const problem = problemIn(value);
    return problem ? { allowed: problem } : { values: value as Record<string, unknown> };
  } catch (error) {
    return { allowed: `valid YAML (${(error as Error).message.split('\n')[0]})` };
  }
}

/** Only comments and blank lines, as when all keys are commented out. `parseYaml` rejects that. */
const isBlank = (text: string): boolean => text.split('\n').every((line) => /^\s*(#|$)/.test(line));

/** Finds values that change or get lost in JSON, the format in which helm gets the values. */
function problemIn(root: object): string | undefined {
  const queue: unknown[] = [root];
  for (let count = 1; queue.length > 0; count++) {
    if (count > MAX_VALUES) return `YAML of at most ${MAX_VALUES} values after expanding aliases`;
    const value = queue.pop();
    if (typeof value === 'number' && !isExact(value)) {
      return 'YAML without numbers that are infinite or too large to be exact; quote such numbers';
    }
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return 'YAML without a key __proto__';
    for (const item of Object.values(value)) queue.push(item);
  }
  return undefined;
}

const isExact = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

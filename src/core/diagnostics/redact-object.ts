import { REDACTED } from './redact.ts';

/** Copies of a whole manifest, with all that is secret in it. */
const LEFT_OUT = ['managedFields', 'kubectl.kubernetes.io/last-applied-configuration'];

/**
 * The object without the values of environment variables and HTTP headers: whatever is a `name` with a `value` in a
 * list. No name tells for certain that a value is harmless.
 */
export function redactObject(object: unknown): unknown {
  if (Array.isArray(object)) return object.map((item) => redactValue(redactObject(item)));
  if (typeof object !== 'object' || object === null) return object;
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !LEFT_OUT.includes(key))
      .map(([key, value]) => [key, redactObject(value)]),
  );
}

const redactValue = (item: unknown): unknown =>
  isVariable(item) ? { ...item, value: REDACTED } : item;

interface Variable {
  name: string;
  value: string;
}

const isVariable = (item: unknown): item is Variable =>
  typeof item === 'object' &&
  item !== null &&
  'name' in item &&
  typeof (item as Variable).value === 'string';

const SECRET_NAME = /passw|secret|token|credential|private|api_?key|_key$/i;

/** The values of the variables in `object` whose name says that they are secret: a program may print them. */
export function secretVariables(object: unknown): string[] {
  if (isVariable(object) && SECRET_NAME.test(object.name)) return [object.value];
  if (typeof object !== 'object' || object === null) return [];
  return Object.values(object).flatMap(secretVariables);
}

import { REDACTED } from './redact.ts';

/** Fields that contain a copy of the whole manifest, including its secrets. */
const OMITTED = ['managedFields', 'kubectl.kubernetes.io/last-applied-configuration'];

/**
 * Returns the object without the values of environment variables and HTTP headers, which are all list items with a `name`
 * and a `value`. Redacts all of them, because no name proves that its value is not secret.
 */
export function redactObject(object: unknown): unknown {
  if (Array.isArray(object)) return object.map((item) => redactValue(redactObject(item)));
  if (typeof object !== 'object' || object === null) return object;
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !OMITTED.includes(key))
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

/** Returns the values of variables whose names suggest a secret, because a program may print them to its log. */
export function secretVariables(object: unknown): string[] {
  if (isVariable(object) && SECRET_NAME.test(object.name)) return [object.value];
  if (typeof object !== 'object' || object === null) return [];
  return Object.values(object).flatMap(secretVariables);
}

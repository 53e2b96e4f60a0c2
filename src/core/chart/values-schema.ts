import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { InputError } from '../errors.ts';
import { readFromChart } from './chart-package.ts';
import type { Values } from './values-input.ts';

/** Checks values against the chart's `values.schema.json`. Throws one `InputError` with all problems. */
export async function checkValues(chart: string, values: Values): Promise<void> {
  const schema = await readFromChart(chart, 'values.schema.json');
  if (!schema) return;
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false });
  if (ajv.validate(parseSchema(schema), values)) return;
  const problems = new Map((ajv.errors ?? []).map((error) => [keyOf(error), allowedBy(error)]));
  throw new InputError(
    [...problems].map(([key, allowed]) => ({ input: `values: ${key}`, allowed })),
  );
}

function parseSchema(text: string): object {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError([
      { input: 'chart', allowed: 'a chart whose values.schema.json is a JSON schema' },
    ]);
  }
}

const keyOf = ({ instancePath, params }: ErrorObject): string =>
  [...instancePath.split('/').slice(1), params.additionalProperty].filter(Boolean).join('.') ||
  '(top)';

const allowedBy = ({ keyword, message = keyword }: ErrorObject): string => {
  if (keyword === 'additionalProperties') return 'left out: this chart has no such key';
  return message.startsWith('must be ')
    ? message.slice('must be '.length)
    : `a value that ${message}`;
};

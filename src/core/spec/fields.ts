import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { hasCredentials, isPrintable, mayHoldSecret, printable } from '../printable.ts';
import { isOciAddress, isOciChart } from './chart-address.ts';
import { readValues } from './yaml-values.ts';

/*
 * What the texts of inputs may be, and what they become. A message of theirs ends the sentence "… must be …".
 */

/** Of a name in a Kubernetes Service or namespace. */
export const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Timers of Node overflow soon after it, and fire at once. */
const LONGEST_DURATION = '24d';

export const duration = (minimum: string, what: string) =>
  z.string().transform((text, context) => {
    const milliseconds = parseDuration(text);
    const [shortest = 0, longest = 0] = [minimum, LONGEST_DURATION].map(parseDuration);
    if (milliseconds !== undefined && milliseconds >= shortest && milliseconds <= longest)
      return milliseconds;
    context.addIssue({
      code: 'custom',
      message: `${what} such as 90s, 5m or 1h30m, from ${minimum} to ${LONGEST_DURATION}`,
    });
    return z.NEVER;
  });

/** A choice of two that is on unless it is turned off. */
export const yesOrNo = z
  .enum(['true', 'false'], 'one of true, false')
  .default('true')
  .transform((text) => text === 'true');

export const yamlMapping = z.string().transform((text, context): Record<string, unknown> => {
  const read = readValues(text);
  if ('values' in read) return read.values;
  context.addIssue({ code: 'custom', message: read.allowed });
  return z.NEVER;
});

/** What stands between commas or line breaks, each once. */
const listOf = (text: string): string[] =>
  [...new Set(text.split(/[,\n]/).map((item) => item.trim()))].filter(Boolean);

/** Which item of a list is meant: what it says, or its place where it may hold a secret. */
const oneOf = (items: readonly string[], item: string): string =>
  mayHoldSecret(item) ? `number ${items.indexOf(item) + 1}` : `"${printable(item, 80)}"`;

/** Each is watched by itself while all are taken. */
const MOST_NAMESPACES = 50;

/** One name or several, with commas or line breaks between them. */
export const namespaceList = z.string().transform((text, context): string[] => {
  const names = listOf(text);
  const problems = names.filter((name) => name.length > 63 || !DNS_LABEL.test(name));
  if (names.length > MOST_NAMESPACES)
    context.addIssue({ code: 'custom', message: `at most ${MOST_NAMESPACES} namespaces` });
  if (names.length === 0)
    context.addIssue({ code: 'custom', message: 'the name of an existing namespace' });
  for (const name of problems) {
    const message = `names of existing namespaces, separated by commas, which ${oneOf(names, name)} is not`;
    context.addIssue({ code: 'custom', message });
  }
  return names;
});

export const isChart = (chart: string): boolean => {
  if (isOciChart(chart)) return isOciAddress(chart);
  if (!chart.startsWith('https://')) return isPrintable(chart) && !chart.includes(':');
  return URL.canParse(chart) && isPrintable(chart) && !/\s/.test(chart) && !hasCredentials(chart);
};

/** `registry.example.com:5000/mirror`: as it stands before the path of an image. */
export const REGISTRY =
  /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

const PULL_SECRET =
  /^(?:([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/)?([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)$/;

/** A Secret with credentials for a registry. */
export interface PullSecret {
  name: string;
  /** From where it is copied; undefined where it is in the cluster's namespace already. */
  namespace?: string | undefined;
}

export const pullSecretList = z.string().transform((text, context): PullSecret[] =>
  listOf(text).flatMap((item, _, items) => {
    const [, namespace, name] = PULL_SECRET.exec(item) ?? [];
    if (name) return [{ name, ...(namespace && { namespace }) }];
    const message = `NAME or NAMESPACE/NAME of Secrets, separated by commas, which ${oneOf(items, item)} is not`;
    context.addIssue({ code: 'custom', message });
    return [];
  }),
);
/** The Secrets by the names that they have in the namespace of the cluster `name`. */

export const pullSecretNames = (name: string, secrets: readonly PullSecret[]): string[] =>
  secrets.map((secret, index) => (secret.namespace ? `${name}-pull-${index + 1}` : secret.name));

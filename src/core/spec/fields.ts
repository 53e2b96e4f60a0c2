import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { hasCredentials, isPrintable, mayHoldSecret, printable } from '../printable.ts';
import { isOciAddress, isOciChart } from './chart-address.ts';
import { readValues } from './yaml-values.ts';

/*
 * Parsers for the texts of inputs. Each message is the end of the sentence "… must be …".
 */

/** A DNS label that begins with a letter, as names of Services must be (RFC 1035). */
export const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** A DNS label that can also begin with a digit, as names of namespaces can (RFC 1123). */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Returns the rule of `DNS_LABEL` that a name breaks, as the end of "must be …"; undefined if it breaks none. */
export function brokenRule(name: string): string | undefined {
  if (DNS_LABEL.test(name)) return undefined;
  if (/[^-a-z0-9]/.test(name)) return 'lower-case letters, digits and "-"';
  if (!/^[a-z]/.test(name)) return 'a name that begins with a lower-case letter';
  return 'a name that ends with a letter or a digit';
}

/** Reports the rule that a name breaks. */
export const isLabel = (name: string, context: z.RefinementCtx): void => {
  const message = brokenRule(name);
  if (message) context.addIssue({ code: 'custom', message });
};

/** Timers of Node.js overflow shortly after 24 days and then fire immediately. */
const MAX_DURATION = '24d';

export const duration = (minimum: string, what: string) =>
  z.string().transform((text, context) => {
    const milliseconds = parseDuration(text);
    const [shortest = 0, longest = 0] = [minimum, MAX_DURATION].map(parseDuration);
    if (milliseconds !== undefined && milliseconds >= shortest && milliseconds <= longest)
      return milliseconds;
    context.addIssue({
      code: 'custom',
      message: `${what} such as 90s, 5m or 1h30m, from ${minimum} to ${MAX_DURATION}`,
    });
    return z.NEVER;
  });

/** A boolean that defaults to true. */
const yesOrNo = (value: 'true' | 'false') =>
  z
    .enum(['true', 'false'], 'one of true, false')
    .default(value)
    .transform((text) => text === 'true');

/** `true` or `false`, and the default. */
export const onByDefault = yesOrNo('true');
export const offByDefault = yesOrNo('false');

export const yamlMapping = z.string().transform((text, context): Record<string, unknown> => {
  const read = readValues(text);
  if ('values' in read) return read.values;
  context.addIssue({ code: 'custom', message: read.allowed });
  return z.NEVER;
});

/** The distinct items between commas or line breaks. */
const listOf = (text: string): string[] =>
  [...new Set(text.split(/[,\n]/).map((item) => item.trim()))].filter(Boolean);

/** Names an item of a list in a message: its text, or its position if the text may be a secret. */
const describeItem = (items: readonly string[], item: string): string =>
  mayHoldSecret(item) ? `number ${items.indexOf(item) + 1}` : `"${printable(item, 80)}"`;

/** While all namespaces are taken, each one needs a separate watch. */
const MAX_NAMESPACES = 50;

/** One name, or several separated by commas or line breaks. */
export const namespaceList = z.string().transform((text, context): string[] => {
  const names = listOf(text);
  const problems = names.filter((name) => name.length > 63 || !NAMESPACE.test(name));
  if (names.length > MAX_NAMESPACES)
    context.addIssue({ code: 'custom', message: `at most ${MAX_NAMESPACES} namespaces` });
  if (names.length === 0)
    context.addIssue({ code: 'custom', message: 'the name of an existing namespace' });
  for (const name of problems) {
    const message = `names of existing namespaces, separated by commas; ${describeItem(names, name)} is not a valid name`;
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
  /** The namespace from which it is copied; undefined if it already exists in the cluster's namespace. */
  namespace?: string | undefined;
}

export const pullSecretList = z.string().transform((text, context): PullSecret[] =>
  listOf(text).flatMap((item, _, items) => {
    const [, namespace, name] = PULL_SECRET.exec(item) ?? [];
    if (name) return [{ name, ...(namespace && { namespace }) }];
    const message = `NAME or NAMESPACE/NAME of Secrets, separated by commas; ${describeItem(items, item)} is neither`;
    context.addIssue({ code: 'custom', message });
    return [];
  }),
);

/**
 * Returns the names of the Secrets in the namespace of the cluster `name`: a copied Secret is called
 * `NAME-pull-NUMBER`.
 */
export const pullSecretNames = (name: string, secrets: readonly PullSecret[]): string[] =>
  secrets.map((secret, index) => (secret.namespace ? `${name}-pull-${index + 1}` : secret.name));

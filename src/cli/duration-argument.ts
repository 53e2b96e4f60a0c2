import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../core/duration.ts';

/** Parses a duration into milliseconds. */
export function durationArgument(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError('It must be a duration such as 90s, 10m or 1h30m.');
}

/** Checks a duration and returns its text. Tekton passes an empty text for the default. */
export function durationText(text: string): string {
  if (text !== '') durationArgument(text);
  return text;
}

/** The flag `--ttl` of the verbs that change an expiry. */
export const ttlOption = (description: string): Option =>
  new Option('--ttl <time>', description).argParser(durationArgument).makeOptionMandatory();

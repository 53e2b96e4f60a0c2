import { minorOf } from './minor.ts';
import table from './table.json' with { type: 'json' };

const DAY = 24 * 60 * 60 * 1_000;
/** How long before its end of life a version is warned of, in milliseconds. */
const NOTICE = 60 * DAY;

/** The end of life of the minor of a Kubernetes version, as `YYYY-MM-DD`; undefined for minors that the table lacks. */
export const endOfLife = (version: string): string | undefined =>
  table.kubernetes.find(({ minor }) => minor === minorOf(version))?.endOfLife;

/**
 * Whether the Kubernetes project has ended the minor of a version: it gets no security fixes any more. A minor that the
 * table lacks is either older than all of its minors, which have ended, or newer.
 */
export function hasEnded(version: string, today: Date): boolean {
  const end = endOfLife(version);
  if (end) return isPast(end, today);
  const [oldest] = table.kubernetes.map(({ minor }) => numberOf(minor)).toSorted((a, b) => a - b);
  return numberOf(minorOf(version)) < (oldest ?? 0);
}

/** Says when Kubernetes ended the minor of a version, or will soon; undefined if there is still time. */
export function lifecycleNote(version: string, today: Date): string | undefined {
  const end = endOfLife(version);
  const minor = minorOf(version);
  if (hasEnded(version, today))
    return `Kubernetes ${minor} has reached its end of life${end ? ` on ${end}` : ''} and gets no security fixes`;
  const isSoon = end && Date.parse(end) - today.getTime() < NOTICE;
  return isSoon ? `Kubernetes ${minor} reaches its end of life on ${end}` : undefined;
}

/** A version is supported through the day of its end of life. */
const isPast = (end: string, today: Date): boolean => today.getTime() >= Date.parse(end) + DAY;

const numberOf = (minor: string): number => Number(minor.split('.')[1]);

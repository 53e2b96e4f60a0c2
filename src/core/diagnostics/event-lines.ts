import type { CoreV1Event } from '@kubernetes/client-node';

/** Returns one line for each event, the newest last. The events are the API server's JSON: times are strings. */
export const eventLines = (events: CoreV1Event[]): string =>
  events
    .map((event) => ({ time: timeOf(event), event }))
    .toSorted((one, other) => (one.time < other.time ? -1 : 1))
    .map(({ time, event }) => `${time} ${lineOf(event)}\n`)
    .join('');

function timeOf({ lastTimestamp, eventTime, firstTimestamp, metadata }: CoreV1Event): string {
  return String(lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp ?? '');
}

function lineOf({ type, reason, involvedObject, message, count = 1 }: CoreV1Event): string {
  const { kind, namespace, name } = involvedObject;
  const object = [kind, [namespace, name].filter(Boolean).join('/')].join(' ');
  const times = count > 1 ? ` (${count} times)` : '';
  return `${type} ${reason} ${object}: ${message?.replaceAll('\n', ' ')}${times}`;
}

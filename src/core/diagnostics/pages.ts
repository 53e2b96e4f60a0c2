import { type CoreV1Event, dumpYaml, type V1Pod } from '@kubernetes/client-node';
import { logsOf } from './container-logs.ts';
import { eventLines } from './event-lines.ts';
import { DEFAULT_CAPS } from './folder.ts';
import { notReadyReason } from './pod-health.ts';
import { redactObject } from './redact-object.ts';
import type { View } from './survey.ts';

/** A file to write. */
export interface Page {
  file: string;
  /** Returns its text, before redaction: it can contain secrets. */
  read: () => Promise<string>;
}

/** Returns all files about one cluster, the most useful first. */
export function pagesOf({ part, reader, pods }: View): Page[] {
  const inFolder = ({ file, read }: Page): Page => ({ file: `${part.name}/${file}`, read });
  const events = () => reader.objects<CoreV1Event>(part.events);
  const objects = Object.entries(part.objects).map(([name, path]) => ({
    file: `${name}.yaml`,
    read: async () => yamlOf(await reader.objects(path)),
  }));
  const logs = logsOf(pods).map(({ path, file }) => ({
    file: `logs/${file}`,
    read: () => reader.end(path, DEFAULT_CAPS.file),
  }));
  return [
    { file: 'pods.yaml', read: async () => yamlOf(healthyFirst(pods)) },
    { file: 'events.txt', read: async () => eventLines(await events()) },
    ...objects,
    ...logs,
  ].map(inFolder);
}

/** Pods that are not ready come last, because only the end of a file that is too long is kept. */
const healthyFirst = (pods: V1Pod[]): V1Pod[] =>
  pods.toSorted((one, other) => Number(isNotReady(one)) - Number(isNotReady(other)));

const isNotReady = (pod: V1Pod): boolean => notReadyReason(pod) !== undefined;

const yamlOf = (objects: unknown[]): string =>
  objects.map((object) => dumpYaml(untyped(redactObject(object)))).join('---\n');

/** Returns the object without its type. If client-node knows the type, it drops the fields that it does not know. */
function untyped(object: unknown): object {
  const { apiVersion: _, kind: __, ...rest } = object as Record<string, unknown>;
  return rest;
}

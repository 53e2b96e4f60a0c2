import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { V1Job } from '@kubernetes/client-node';
import { type FakeApi, sendJson, startFakeApi } from './fake-api.ts';

/** A fake API server that stores the Jobs of any namespace, lists and watches them like a real one, and has nothing else. */
export interface JobsHost extends FakeApi {
  /** Names of the Jobs in a namespace. */
  names(namespace: string): string[];
  /** `METHOD namespace/name` of each request, in order, without lists and watches. */
  requests: string[];
  /** If this returns true for a new Job, the answer is 403. */
  refuse: (job: V1Job) => boolean;
  /** Returns the items for a list of another kind; called with the path. */
  others: (path: string) => object[];
}

const JOBS = /^\/apis\/batch\/v1\/namespaces\/([^/]+)\/jobs(?:\/([^/]+))?$/;

const isSelected = ({ metadata }: V1Job, query: URLSearchParams): boolean =>
  (query.get('labelSelector')?.split(',') ?? []).every((term) => {
    const [label = '', value] = term.split('=');
    return metadata?.labels?.[label] === value;
  });

export async function startJobsHost(): Promise<JobsHost> {
  const jobs = new Map<string, V1Job>();
  const watchers = new Set<{ namespace: string; response: ServerResponse }>();
  /** All events, in order. A watch begins with the event after its resource version. */
  const events: { namespace: string; line: string }[] = [];
  const tell = (type: string, namespace: string, object: V1Job) => {
    const line = `${JSON.stringify({ type, object })}\n`;
    events.push({ namespace, line });
    for (const watcher of watchers) {
      if (watcher.namespace === namespace) watcher.response.write(line);
    }
  };
  const inNamespace = (namespace: string) =>
    [...jobs.values()].filter(({ metadata }) => metadata?.namespace === namespace);

  const create = async (request: IncomingMessage, response: ServerResponse, namespace: string) => {
    const job = (await json(request)) as V1Job;
    const key = `${namespace}/${job.metadata?.name}`;
    host.requests.push(`POST ${key}`);
    if (host.refuse(job)) return sendJson(response, { message: 'no' }, 403);
    if (jobs.has(key)) return sendJson(response, { message: 'exists' }, 409);
    const metadata = {
      ...job.metadata,
      namespace,
      uid: randomUUID(),
    };
    // Timestamps follow the order of arrival, although all Jobs arrive within one second.
    const made = {
      ...job,
      metadata: { ...metadata, creationTimestamp: new Date(events.length * 1_000) },
    };
    jobs.set(key, made);
    tell('ADDED', namespace, made);
    sendJson(response, made, 201);
  };

  const look = (response: ServerResponse, namespace: string, query: URLSearchParams) => {
    if (!query.has('watch')) {
      const metadata = { resourceVersion: `${events.length}` };
      const items = inNamespace(namespace).filter((job) => isSelected(job, query));
      return sendJson(response, { kind: 'JobList', metadata, items });
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const since = events.slice(Number(query.get('resourceVersion')));
    for (const event of since) if (event.namespace === namespace) response.write(event.line);
    const watcher = { namespace, response };
    watchers.add(watcher);
    response.once('close', () => watchers.delete(watcher));
  };

  const remove = (response: ServerResponse, namespace: string, key: string) => {
    const found = jobs.get(key);
    if (!found) return sendJson(response, { kind: 'Status', message: 'not found' }, 404);
    jobs.delete(key);
    tell('DELETED', namespace, found);
    sendJson(response, { kind: 'Status' });
  };

  /** Applies the patch of a renewal. */
  const patch = async (request: IncomingMessage, response: ServerResponse, key: string) => {
    const operations = (await json(request)) as { path: string; value: number }[];
    const found = jobs.get(key);
    if (!found) return sendJson(response, { kind: 'Status', message: 'not found' }, 404);
    const field = '/spec/activeDeadlineSeconds';
    const activeDeadlineSeconds = operations.find(({ path }) => path === field)?.value;
    const patched = { ...found, spec: { template: {}, ...found.spec, activeDeadlineSeconds } };
    jobs.set(key, patched as V1Job);
    sendJson(response, patched);
  };

  const api = await startFakeApi((request, response) => {
    const url = new URL(request.url ?? '', 'https://host.example');
    const [, namespace, name] = JOBS.exec(url.pathname) ?? [];
    if (!namespace) return sendJson(response, { items: host.others(url.pathname) });
    if (request.method === 'POST') return void create(request, response, namespace);
    if (!name) return look(response, namespace, url.searchParams);
    const key = `${namespace}/${name}`;
    host.requests.push(`${request.method} ${key}`);
    if (request.method === 'PATCH') return void patch(request, response, key);
    if (request.method === 'DELETE') return remove(response, namespace, key);
    const found = jobs.get(key);
    return sendJson(response, found ?? { kind: 'Status', message: 'not found' }, found ? 200 : 404);
  });

  const host: JobsHost = {
    ...api,
    requests: [],
    refuse: () => false,
    others: () => [],
    names: (namespace) => inNamespace(namespace).map(({ metadata }) => metadata?.name ?? ''),
  };
  return host;
}

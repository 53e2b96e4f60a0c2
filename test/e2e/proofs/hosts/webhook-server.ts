import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AdmissionregistrationV1WebhookClientConfig } from '@kubernetes/client-node';
import { issue, makeAuthority, pemOf } from '../../../../src/core/install/issue-certificate.ts';

/** An object of any kind, as it is in an admission request. */
// biome-ignore lint/suspicious/noExplicitAny: mutations reach deep into objects of many kinds.
export type AnyObject = Record<string, any>;

/** Changes the object of an admission request. */
export type Mutation = (object: AnyObject) => void | Promise<void>;

/** A server in this process that the API server of the host cluster calls. */
export interface WebhookServer extends AsyncDisposable {
  /** Returns how the API server reaches `mutation`. */
  serve(mutation: Mutation): AdmissionregistrationV1WebhookClientConfig;
  /** How the API server reaches a webhook that is down: no program listens there. */
  down: AdmissionregistrationV1WebhookClientConfig;
}

interface AdmissionReview {
  apiVersion: string;
  kind: string;
  request: { uid: string; object: AnyObject };
}

export async function startWebhookServer(address: string): Promise<WebhookServer> {
  const authority = await makeAuthority('webhooks-of-the-test');
  const { crt: cert, key } = await issue(authority, {
    commonName: address,
    usage: 'server',
    ip: [address],
  });
  const mutations: Mutation[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    answer(mutations, request).then(
      (review) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(review));
      },
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const caBundle = Buffer.from((await pemOf(authority)).crt).toString('base64');
  return {
    serve: (mutation) => {
      const path = mutations.push(mutation) - 1;
      return { url: `https://${address}:${port}/${path}`, caBundle };
    },
    down: { url: `https://${address}:1/`, caBundle },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(mutations: readonly Mutation[], request: IncomingMessage) {
  const path = new URL(request.url ?? '', 'https://webhook').pathname;
  const mutation = mutations[Number(path.slice(1))];
  if (!mutation) throw new Error(`there is no webhook at ${path}`);
  const { apiVersion, kind, request: asked } = (await json(request)) as AdmissionReview;
  const changed = structuredClone(asked.object);
  await mutation(changed);
  const patch = Buffer.from(JSON.stringify(patchOf(asked.object, changed))).toString('base64');
  const response = { uid: asked.uid, allowed: true, patchType: 'JSONPatch', patch };
  return { apiVersion, kind, response };
}

/** A JSON patch that replaces each part that was changed: `metadata`, `spec`. */
const patchOf = (before: AnyObject, after: AnyObject) =>
  Object.entries(after)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]))
    .map(([key, value]) => ({ op: 'add', path: `/${key}`, value }));

import { join } from 'node:path';
import { uniqueName } from '../../support/host/host-view.ts';

/** The host cluster and the ways to it, as an odd input needs them. */
export interface Given {
  /** The working directory of the step. */
  folder: string;
  /** The name of the cluster. */
  name: string;
  /** The address of the API server. */
  server: string;
  /** The certificate authority of the API server, as base64. */
  ca: string;
  token: string;
  /** The user entry of a cluster-admin, who may impersonate. */
  admin: object;
  /** The user name of `token`. */
  userName: string;
  /** Ports on loopback that lead to the API server. */
  ports: { socks: number; connect: number; ipv6: number; plain: number };
  /** Returns the kubeconfig of a tenant of `namespace`, which is created. */
  tenant(namespace: string): Promise<string>;
}

/** What a step gets in addition to valid inputs. */
export interface Step {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  /** Files, by their path relative to the working directory. */
  files?: Record<string, string>;
  /** Files that a later step of the job deletes, relative to the working directory. */
  deleted?: string[];
}

/** Inputs that people have, and that look odd. They work, or are refused before anything is created. */
export interface OddInput {
  what: string;
  step(given: Given): Step | Promise<Step>;
  /** What the error contains. Without it, the input works. */
  refused?: RegExp;
}

interface Entries {
  cluster?: object;
  user?: object;
  clusters?: object[];
  users?: object[];
  contexts?: object[];
}

/** The text of a kubeconfig of the host cluster, with changed or further entries. */
export function kubeconfig({ server, ca, token }: Given, entries: Entries = {}): string {
  const { cluster = {}, user = { token }, clusters = [], users = [], contexts = [] } = entries;
  const trusted = { server, 'certificate-authority-data': ca };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'host',
    clusters: [{ name: 'host', cluster: { ...trusted, ...cluster } }, ...clusters],
    users: [{ name: 'ci', user }, ...users],
    contexts: [{ name: 'host', context: { cluster: 'host', user: 'ci' } }, ...contexts],
  });
}

/** A step with this kubeconfig in the file `config`, which KUBECONFIG names. */
export const withKubeconfig = (given: Given, text: string, more: Step = {}): Step => ({
  ...more,
  env: { KUBECONFIG: join(given.folder, 'config'), ...more.env },
  files: { config: text, ...more.files },
});

/** A step with a plain kubeconfig of the host cluster. */
export const plain = (given: Given, more: Step = {}): Step =>
  withKubeconfig(given, kubeconfig(given), more);

/** The name of a namespace that starts with a digit. */
export const digits = (): string => uniqueName('ci').replace(/^e2e/, '2026');

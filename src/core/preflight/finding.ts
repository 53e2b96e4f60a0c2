import type { ClusterIntent, ClusterRef } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { apiMessage } from '../kube/clients.ts';
import type { Expiry } from '../kube/config/expiry.ts';
import type { Plan } from '../plan/plan.ts';
import type { ClusterSpec } from '../spec/spec.ts';

/** A result of one check of the preflight. */
export interface Finding {
  /** Name of the check, for example `rights`. */
  check: string;
  /** The checked namespace; only set if the cluster can be created in one of several namespaces. */
  namespace?: string;
  /** `problem`: the cluster cannot be created. `unknown`: the check was not possible; there may be no problem. */
  state: 'ok' | 'warning' | 'problem' | 'unknown';
  /** The result, with the names of the objects. */
  detail: string;
  /** What to do now. */
  hint?: string;
  /** The input that causes the problem, if an input causes it. */
  input?: string;
}

/** A finding without the name of its check and its namespace. */
export type Answer = Omit<Finding, 'check' | 'namespace'>;

/** The input of the preflight: a cluster that is not created yet. */
export interface PreflightInput {
  kube: Kube;
  spec: ClusterSpec;
  intent: ClusterIntent;
  /** When the credentials of the host expire, if that is known. */
  expiry?: Expiry | undefined;
  /** Runs in parallel with the checks. Only the checks that need the plan wait for it. */
  planning: Promise<Plan>;
}

/** The input of a check of one namespace in which the cluster can be created. */
export interface Subject extends Omit<PreflightInput, 'intent'> {
  ref: ClusterRef;
}

/** Checks one aspect and changes nothing. If the check is not possible, it returns `unknown` or rejects. */
export type Check<S = Subject> = (subject: S) => Promise<Answer[]>;

export const unknown = (error: unknown): Answer => ({
  state: 'unknown',
  detail: `not checked: ${apiMessage(error)}`,
});

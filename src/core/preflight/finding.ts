import type { ClusterIntent, ClusterRef } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { apiMessage } from '../kube/clients.ts';
import type { Plan } from '../plan/plan.ts';
import type { ClusterSpec } from '../spec/spec.ts';

/** What one check of the preflight found. */
export interface Finding {
  /** Name of the check: `rights`. */
  check: string;
  /** The namespace that it is about, where the cluster may come to be in one of several. */
  namespace?: string;
  /** With a `problem` no cluster can be made. `unknown`: it could not be checked, and may well be fine. */
  state: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was found, with the names of the objects. */
  detail: string;
  /** What to do about it. */
  hint?: string;
  /** The input that is at fault, where it is one. */
  input?: string;
}

/** A finding of a check that does not yet bear its name. */
export type Answer = Omit<Finding, 'check' | 'namespace'>;

/** The cluster that is to be made, before anything of it exists. */
export interface Wish {
  kube: Kube;
  spec: ClusterSpec;
  intent: ClusterIntent;
  /** Goes on beside the checks; only those that need it wait for it. */
  planning: Promise<Plan>;
}

/** The same, with one of the places where it may come to be. */
export interface Subject extends Omit<Wish, 'intent'> {
  ref: ClusterRef;
}

/** Looks at one thing without changing any; what it cannot find out it answers with `unknown`, or by rejecting. */
export type Check<S = Subject> = (subject: S) => Promise<Answer[]>;

export const unknown = (error: unknown): Answer => ({
  state: 'unknown',
  detail: `not checked: ${apiMessage(error)}`,
});

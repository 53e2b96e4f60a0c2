import type { Kube } from '../kube.ts';
import { apiMessage } from '../kube.ts';
import type { Plan } from '../plan.ts';
import type { ClusterRef } from '../ref.ts';
import type { ClusterSpec } from '../spec.ts';

/** What one check of the preflight found. */
export interface Finding {
  /** Name of the check: `rights`. */
  check: string;
  /** With a `problem` no cluster can be made. `unknown`: it could not be checked, and may well be fine. */
  state: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was found, with the names of the objects. */
  detail: string;
  /** What to do about it. */
  cure?: string;
}

/** A finding of a check that does not yet bear its name. */
export type Answer = Omit<Finding, 'check'>;

/** The cluster that is to be made, before anything of it exists. */
export interface Subject {
  kube: Kube;
  spec: ClusterSpec;
  ref: ClusterRef;
  /** Goes on beside the checks; only those that need it wait for it. */
  planning: Promise<Plan>;
}

/** Looks at one thing without changing any; what it cannot find out it answers with `unknown`, or by rejecting. */
export type Check = (subject: Subject) => Promise<Answer[]>;

export const unknown = (error: unknown): Answer => ({
  state: 'unknown',
  detail: `not checked: ${apiMessage(error)}`,
});

import type { HostRules } from './rules.ts';

/** A kind of host cluster that people have. */
export interface DifficultHost {
  what: string;
  /** Makes the host of the test such a host. */
  rules(rules: HostRules): Promise<void> | void;
  /** Inputs of the action, in addition to the defaults. */
  inputs?: Record<string, string>;
  /** Why no cluster is possible, as the error states it. Without it, the cluster must be usable. */
  refused?: RegExp;
}

/** A host on which no cluster is possible. */
export interface RefusingHost extends DifficultHost {
  refused: RegExp;
  /** Whether the preflight finds it in an existing namespace, where it can make dry runs. */
  early?: boolean;
}

/** The pod templates that policies for pods are usually applied to as well. */
export const WORKLOADS = ['pods', 'jobs.batch', 'deployments.apps'];

/** CEL: the spec of a pod, or that in a pod template. */
const POD_SPEC = '(request.resource.resource == "pods" ? object.spec : object.spec.template.spec)';

/** CEL: whether `condition` holds for the pod spec `spec`. */
export const ofPod = (condition: (spec: string) => string): string => condition(POD_SPEC);

/** CEL: whether `condition` holds for each container `c`, also for those that initialize the pod. */
export const ofContainers = (condition: string): string =>
  ofPod(
    (spec) =>
      `${spec}.containers.all(c, ${condition}) && (!has(${spec}.initContainers) || ${spec}.initContainers.all(c, ${condition}))`,
  );

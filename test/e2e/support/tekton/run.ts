import type { KubernetesObject } from '@kubernetes/client-node';

/** A PipelineRun or TaskRun. */
export interface RunObject extends KubernetesObject {
  kind: string;
  metadata: { name: string; namespace: string; uid: string };
  status?: {
    conditions?: { type: string; status: string; reason: string; message: string }[];
    podName?: string;
    startTime?: string;
    completionTime?: string;
    steps?: { name: string; terminated?: object }[];
    results?: { name: string; value: string }[];
    childReferences?: { kind: string; name: string; pipelineTaskName: string }[];
  };
}

export interface Run {
  uid: string;
  name: string;
  read(): Promise<RunObject>;
  /** Waits for the end of the run. Returns the reason of its condition `Succeeded`, and the logs if it is not `expected`. */
  ended(expected?: string, seconds?: number): Promise<string>;
  /** Merges this into the spec. */
  patch(spec: object): Promise<void>;
  remove(): Promise<void>;
}

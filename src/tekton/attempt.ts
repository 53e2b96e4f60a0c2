/** One attempt of a TaskRun. If its pod is lost or Tekton retries it, the TaskRun gets another pod. */
export interface Attempt {
  taskRunUid: string;
  podUid: string;
}

/** Annotations on the lease of a cluster that a step creates. */
const TASKRUN_UID = 'ephemeral-vcluster/taskrun-uid';
const POD_UID = 'ephemeral-vcluster/pod-uid';

/** Returns the attempt that this process is a step of; undefined outside of Tekton. */
export function attemptOf({ TASKRUN_UID, POD_UID }: NodeJS.ProcessEnv): Attempt | undefined {
  return TASKRUN_UID && POD_UID ? { taskRunUid: TASKRUN_UID, podUid: POD_UID } : undefined;
}

export const annotationsOf = ({ taskRunUid, podUid }: Attempt): Record<string, string> => ({
  [TASKRUN_UID]: taskRunUid,
  [POD_UID]: podUid,
});

/** Whether annotations are those of another pod of the same TaskRun. A TaskRun has one pod at a time: that one is lost. */
export function isEarlier(
  { taskRunUid, podUid }: Attempt,
  annotations: Record<string, string> = {},
): boolean {
  const pod = annotations[POD_UID];
  return annotations[TASKRUN_UID] === taskRunUid && pod !== undefined && pod !== podUid;
}

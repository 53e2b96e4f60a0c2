import texts from './inputs.json' with { type: 'json' };

export type InputName = keyof typeof texts;

/** Inputs of the action that have no use in a shell, and why. A test compares all others with the flags. */
export const ACTION_ALONE: Partial<Record<InputName, string>> = {
  'host-kubeconfig': 'a command line must not contain a secret',
  cleanup: 'the user deletes the cluster with `delete`',
  'cleanup-failure': 'the exit code reports the failure',
  diagnostics: 'the CLI does not know whether the job failed',
  'diagnostics-artifact': 'the same',
  'export-kubeconfig': 'a program cannot set the environment variables of its caller',
  summary: 'there is no job summary',
  'job-status': 'there is no job status',
};

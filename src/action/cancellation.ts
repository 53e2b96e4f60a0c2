/** The runner kills 10 s after it asked; before that the step must be over, so that the clean-up has its time. */
const PATIENCE = 4_000;

/** Aborts when the runner cancels the job: SIGINT first, SIGTERM later. What was made is left to the clean-up. */
export function cancellation(): AbortSignal {
  const controller = new AbortController();
  const cancel = () => {
    controller.abort(new Error('The job was cancelled; the clean-up deletes what was made.'));
    setTimeout(() => process.exit(1), PATIENCE).unref();
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  return controller.signal;
}

import type { Log } from '../../src/core/runtime.ts';

export interface RecordedLog extends Log {
  /** All messages, in order, each with its kind: `info: …`. */
  lines: string[];
  masked: string[];
}

/** A log that records its messages. */
export function recordingLog(): RecordedLog {
  const lines: string[] = [];
  const masked: string[] = [];
  const keep = (kind: string) => (message: string) => void lines.push(`${kind}: ${message}`);
  return {
    lines,
    masked,
    group: (title, work) => {
      keep('group')(title);
      return work();
    },
    info: keep('info'),
    warning: keep('warning'),
    error: keep('error'),
    debug: keep('debug'),
    mask: (value) => void masked.push(value),
  };
}

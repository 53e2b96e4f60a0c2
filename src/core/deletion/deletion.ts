import type { Leftover } from './leftovers.ts';

/** How one cluster is deleted, once it is proven to be ours. */
export interface Deletion {
  /** Asks the host for it. */
  begin(): Promise<void>;
  /** What is still there, in short; empty when all is gone. */
  remaining(): Promise<string[]>;
  /** The same with reasons and hints, for when it takes too long. */
  leftovers(): Promise<Leftover[]>;
}

/** Why there is nothing for us to delete, as the end of a deletion. */
export interface NoDeletion {
  state: 'absent' | 'foreign';
  /** One sentence for the log. */
  detail: string;
}

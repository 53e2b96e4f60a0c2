import type { Leftover } from './leftovers.ts';

/** The steps that delete one cluster, after a check that ephemeral-vcluster created it. */
export interface Deletion {
  /** Requests the deletion from the host. */
  begin(): Promise<void>;
  /** Returns the objects that remain, as `KIND NAME`. Empty when all are gone. */
  remaining(): Promise<string[]>;
  /** Returns the objects that remain, with reasons and hints. For a deletion that takes too long. */
  leftovers(): Promise<Leftover[]>;
}

/** The result of a deletion that finds nothing to delete, with the reason. */
export interface NoDeletion {
  state: 'absent' | 'foreign';
  /** One sentence for the log. */
  detail: string;
}

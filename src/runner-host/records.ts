import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from '../core/private-file.ts';
import type { ProcessIdentity } from '../machine/process-identity.ts';

/** What this machine knows about a host cluster that it made. It is written before the cluster is created. */
export interface HostRecord {
  name: string;
  version: string | undefined;
  /** Whether the cluster was usable once. Otherwise its creation is running, or was interrupted. */
  ready: boolean;
  /** When its creation began, in milliseconds since the epoch. */
  begun: number;
}

/** Whoever needs a host cluster: a step of a job, a cluster of the command line, or a program. */
export interface Holder {
  id: string;
  /** The process that needs it, if it ends with that process. */
  process?: ProcessIdentity;
  /** The end of its need in any case, in milliseconds since the epoch. */
  until: number;
}

/** The records of one machine and user, in a folder of their own: `NAME/host.json`, `NAME/kubeconfig` and `NAME/holders/ID`. */
export class Records {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  names(): string[] {
    return existsSync(this.#dir) ? readdirSync(this.#dir) : [];
  }

  /** Returns the record of a host cluster; undefined if there is none. */
  read(name: string): HostRecord | undefined {
    return readJson<HostRecord>(this.#path(name, 'host.json'));
  }

  async write(record: HostRecord): Promise<void> {
    await mkdir(this.#path(record.name, 'holders'), { recursive: true, mode: 0o700 });
    await writePrivate(this.#path(record.name, 'host.json'), JSON.stringify(record));
  }

  /** Removes the record of a host cluster with its kubeconfig and its holders. */
  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { recursive: true, force: true });
  }

  /** The path of the kubeconfig of a host cluster. */
  kubeconfig(name: string): string {
    return this.#path(name, 'kubeconfig');
  }

  holders(name: string): Holder[] {
    const folder = this.#path(name, 'holders');
    const ids = existsSync(folder) ? readdirSync(folder) : [];
    return ids.flatMap((id) => readJson<Holder>(join(folder, id)) ?? []);
  }

  async addHolder(name: string, holder: Holder): Promise<void> {
    await writePrivate(this.#path(name, 'holders', holder.id), JSON.stringify(holder));
  }

  async removeHolder(name: string, id: string): Promise<void> {
    await rm(this.#path(name, 'holders', id), { force: true });
  }

  #path(...parts: string[]): string {
    return join(this.#dir, ...parts);
  }
}

/** A file can be half of one: its writer was killed before the rename, or the disk was full. */
function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writePrivate } from '../private-file.ts';

/** The size limits of the folder and of each file, in bytes. */
export interface Caps {
  total: number;
  file: number;
}

/** Enough for a large cluster, and small enough to upload from every job. */
export const DEFAULT_CAPS: Caps = { total: 20_000_000, file: 1_000_000 };

/** Bytes that are reserved for the index, which lists what is missing. */
const INDEX_SHARE = 100_000;

/** A folder with a maximum size that only its owner can read. */
export class DiagnosticsFolder {
  readonly path: string;
  readonly files: string[] = [];
  readonly #caps: Caps;
  #left: number;

  constructor(path: string, caps: Caps = DEFAULT_CAPS) {
    this.path = path;
    this.#caps = caps;
    this.#left = caps.total - Math.min(INDEX_SHARE, caps.total / 10);
  }

  /** Whether there is space for another file. */
  get hasRoom(): boolean {
    return this.#left > 0;
  }

  /** Writes `text` to the file `name`, which can contain folders. Writes only the end of a text that is too long. */
  async write(name: string, text: string): Promise<void> {
    if (!this.hasRoom) throw new Error(`all ${this.#caps.total} bytes are used up`);
    const kept = endOf(text, Math.min(this.#caps.file, this.#left));
    this.#left -= Buffer.byteLength(kept);
    await this.#put(name, kept);
    this.files.push(name);
  }

  /** Writes README.md, the file to read first. */
  async writeIndex(text: string): Promise<void> {
    await this.#put('README.md', endOf(text, INDEX_SHARE));
  }

  async #put(name: string, text: string): Promise<void> {
    const path = join(this.path, ...name.split('/').map(fileName));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // The folder may have existed with wider permissions.
    await chmod(this.path, 0o700);
    await writePrivate(path, text);
  }
}

/**
 * Returns the last `bytes` of `text`, from the start of a line. A partial line could contain part of a secret, which no
 * pattern recognizes.
 */
export function endOf(text: string, bytes: number): string {
  const all = Buffer.from(text);
  if (all.length <= bytes) return text;
  const end = all.subarray(all.length - bytes);
  const whole = end.subarray(end.indexOf('\n') + 1 || end.length).toString();
  return `[the first ${all.length - Buffer.byteLength(whole)} bytes were cut off]\n${whole}`;
}

/** Returns a name that every file system and artifact store accepts and that cannot leave the folder. */
const fileName = (name: string): string => name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_');

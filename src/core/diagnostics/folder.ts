import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Both in bytes. */
export interface Caps {
  total: number;
  file: number;
}

/** Enough for a large cluster, and little enough to be uploaded without a thought. */
export const DEFAULT_CAPS: Caps = { total: 20_000_000, file: 1_000_000 };

/** Kept for the index, which says what is missing. */
const INDEX_SHARE = 100_000;

/** A folder that only its owner may enter and that grows to a size and no further. */
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

  /** Whether there is room for another file. */
  get hasRoom(): boolean {
    return this.#left > 0;
  }

  /** Writes `text` into the file `name`, which may have folders in it; of a text that is too long, its end. */
  async write(name: string, text: string): Promise<void> {
    if (!this.hasRoom) throw new Error(`all ${this.#caps.total} bytes are used up`);
    const kept = endOf(text, Math.min(this.#caps.file, this.#left));
    this.#left -= Buffer.byteLength(kept);
    await this.#put(name, kept);
    this.files.push(name);
  }

  /** Writes the file that a person reads first. */
  async writeIndex(text: string): Promise<void> {
    await this.#put('README.md', endOf(text, INDEX_SHARE));
  }

  async #put(name: string, text: string): Promise<void> {
    const path = join(this.path, ...name.split('/').map(fileName));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // It may have been there with wider rights.
    await chmod(this.path, 0o700);
    await writeFile(path, text, { mode: 0o600 });
  }
}

/** The last `bytes` of `text`, from a line's begin on: half a line may be half a secret, which nothing recognizes. */
export function endOf(text: string, bytes: number): string {
  const all = Buffer.from(text);
  if (all.length <= bytes) return text;
  const end = all.subarray(all.length - bytes);
  const whole = end.subarray(end.indexOf('\n') + 1 || end.length).toString();
  return `[the first ${all.length - Buffer.byteLength(whole)} bytes were cut off]\n${whole}`;
}

/** Only what every file system and artifact store takes for a name, and nothing that leads out of the folder. */
const fileName = (name: string): string => name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_');

/** What the last stage of a Dockerfile adds to its base. */
export interface LastStage {
  copies: {
    /** The build stage of `source`. Without it, `source` is a path in the repository. */
    from?: string;
    source: string;
    target: string;
  }[];
  entrypoint: string[];
  /** Uid and gid. */
  user: string;
}

/** Reads the instructions that the Dockerfile of this repository uses. Any other instruction is an error. */
export function lastStage(dockerfile: string): LastStage {
  const lines = dockerfile.split('\n').map((line) => line.trim());
  const start = lines.findLastIndex((line) => line.startsWith('FROM '));
  const stage: LastStage = { copies: [], entrypoint: [], user: '' };
  for (const line of lines.slice(start + 1).filter((it) => it && !it.startsWith('#'))) {
    const [instruction = '', ...words] = line.split(/\s+/);
    if (instruction === 'COPY') stage.copies.push(copyOf(words, line));
    else if (instruction === 'ENTRYPOINT') stage.entrypoint = JSON.parse(words.join(' '));
    else if (instruction === 'USER') stage.user = words.join(' ');
    else throw new Error(`no way to do "${line}" without Docker`);
  }
  return stage;
}

function copyOf(words: string[], line: string): LastStage['copies'][number] {
  const from = words[0]?.startsWith('--from=') ? words[0].slice('--from='.length) : undefined;
  const [source, target, more] = words.slice(from ? 1 : 0);
  if (!source || !target || more || source.startsWith('--'))
    throw new Error(`no way to do "${line}" without Docker`);
  return { ...(from && { from }), source, target };
}

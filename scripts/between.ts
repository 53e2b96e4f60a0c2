/** Returns `text` with the part between the two marker lines of `name` replaced by `content`. */
export function between(
  text: string,
  name: string,
  content: (before: string) => string,
  [open, close]: readonly [open: string, close: string] = ['<!-- ', ' -->'],
): string {
  const [start, end] = [`${open}${name}:start${close}`, `${open}${name}:end${close}`];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  if (from < start.length || to < from) {
    throw new Error(
      `The text has no marker lines for the ${name}: add the lines ${start} and ${end}.`,
    );
  }
  // The indentation before the last marker is part of its line and stays.
  const lastLine = text.lastIndexOf('\n', to) + 1;
  return `${text.slice(0, from)}\n${content(text.slice(from + 1, lastLine))}\n${text.slice(lastLine)}`;
}

/** Returns a table in GitHub's Markdown. */
export const table = (header: string[], rows: string[][]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Text for a cell of a table, where `|` would end it. */
export const inCell = (text: string): string => text.replaceAll('|', '\\|');

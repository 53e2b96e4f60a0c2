import { type CsvError, parse } from 'csv-parse/sync';
import { isPrintable, printable } from '../../core/printable.ts';

/** The names of the attendees, and the problems with their list. */
export interface Attendees {
  names: string[];
  /** Each is the end of the sentence "… must be …". */
  problems: string[];
}

/** A longer text is not a name. */
const LONGEST = 100;
/** Each attendee's cluster needs half a GiB for its control plane. */
export const MOST_ATTENDEES = 500;
/** Names of the first column by which a header is recognized. */
const HEADER = /^(name|attendee|participant|e-?mail)$/i;

interface Row {
  record: string[];
  info: { lines: number };
}

/** Reads the first column of a CSV file as spreadsheets write it, with or without a header. */
export function parseCsv(text: string): Attendees {
  try {
    const rows = parse(text, {
      delimiter: delimiterOf(text),
      ...{ bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true },
    }) as unknown as Row[];
    const lines = rows.map(({ record: [name = ''], info }) => ({ name, line: info.lines }));
    if (HEADER.test(lines[0]?.name ?? '')) lines.shift();
    return check(lines.map(({ name, line }) => ({ name, where: `line ${line}` })));
  } catch (error) {
    const { message } = error as CsvError;
    return { names: [], problems: [`a list of names in CSV (${printable(message, 200)})`] };
  }
}

/** Spreadsheets use semicolons in locales with decimal commas. */
function delimiterOf(text: string): string {
  const [line = ''] = text.trimStart().split('\n');
  return [',', ';', '\t'].find((it) => line.includes(it)) ?? ',';
}

export const listed = (names: readonly string[]): Attendees =>
  check(names.map((name, index) => ({ name: name.trim(), where: `entry ${index + 1}` })));

/** Placeholder names, for `count`. */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Attendee ${index + 1}`);

function check(entries: { name: string; where: string }[]): Attendees {
  const first = new Map<string, string>();
  const problems: string[] = [];
  for (const { name, where } of entries) {
    const before = first.get(name);
    if (!name) problems.push(`a list without empty names; ${where} is empty`);
    else if (name.length > LONGEST || !isPrintable(name))
      problems.push(`a list of printable names of at most ${LONGEST} characters; ${where} is not`);
    else if (before) problems.push(`a list of different names; ${where} repeats ${before}`);
    else first.set(name, where);
  }
  if (entries.length === 0) problems.push('a list with at least one name');
  if (entries.length > MOST_ATTENDEES) problems.push(`at most ${MOST_ATTENDEES} names`);
  return { names: [...first.keys()], problems };
}

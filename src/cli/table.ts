import stringWidth from 'string-width';

/** Formats a table in the style of kubectl. Letters of Chinese, Japanese and Korean are two columns wide. */
export function formatTable(header: string[], rows: string[][]): string {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => stringWidth(row[column] ?? ''))),
  );
  return [header, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
          .join('   ')
          .trimEnd()}\n`,
    )
    .join('');
}

import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** Nothing is loaded and nothing runs, whatever may have got into the text. */
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;

export interface Page {
  /** Has to be free of what an attendee is called: no mark-up can keep a title's direction of writing. */
  title: string;
  /** Room for a table. */
  wide?: boolean;
}

/** A whole page that needs nothing beside it. */
export const page = ({ title, wide = false }: Page, content: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main${wide ? html` class="wide"` : ''}>
${content}
</main>
</body>
</html>
`.text;

/** A text of someone's own, which may be written from right to left, or end in the middle of that. */
export const foreign = (text: string): Html => html`<bdi>${text}</bdi>`;

const inWords = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'full',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const inShort = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** Without a script a page cannot know the reader's zone; UTC with the month in words means the same to all. */
const timeIn =
  (format: Intl.DateTimeFormat) =>
  (date: Date): Html =>
    html`<time datetime="${date.toISOString()}">${format.format(date)} UTC</time>`;

export const timeInWords = timeIn(inWords);
export const shortTime = timeIn(inShort);

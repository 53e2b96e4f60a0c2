import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** Blocks all scripts and requests, even if markup gets into the text. */
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;

export interface Page {
  /** Must not contain the name of an attendee, because markup cannot isolate the text direction in a title. */
  title: string;
  /** Whether the page is wide enough for a table. */
  wide?: boolean;
}

/** Returns a complete page that needs no other files. */
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

/** Isolates a text from a user, which may be written from right to left or contain unclosed direction marks. */
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

/** A page without scripts does not know the reader's time zone. UTC with the month as a word is unambiguous. */
const timeIn =
  (format: Intl.DateTimeFormat) =>
  (date: Date): Html =>
    html`<time datetime="${date.toISOString()}">${format.format(date)} UTC</time>`;

export const timeInWords = timeIn(inWords);
export const shortTime = timeIn(inShort);

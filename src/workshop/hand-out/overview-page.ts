import type { FailedHandOut, HandOut } from './hand-out.ts';
import { type Html, html } from './html.ts';
import { foreign, page, shortTime } from './page.ts';

/** The part of a hand-out that the organiser's page shows. */
export type ListedHandOut = Pick<HandOut, 'attendee' | 'cluster' | 'server' | 'expiresAt'>;

export interface Overview<T extends ListedHandOut = ListedHandOut> {
  workshop: string;
  handOuts: readonly T[];
  failed: readonly FailedHandOut[];
}

/** The organiser's page. It contains no credentials, but links to the pages that do. */
export const overviewPage = ({ workshop, handOuts, failed }: Overview): string =>
  page(
    { title: `Workshop ${workshop}`, wide: true },
    html`<header>
<p>Workshop</p>
<h1>${workshop}</h1>
<p>${counts(handOuts.length, failed.length)}</p>
</header>
${failed.length > 0 ? failures(failed) : ''}
${handOuts.length > 0 ? clusters(handOuts) : ''}`,
  );

const counts = (ready: number, failed: number): Html =>
  html`<strong>${ready + failed}</strong> ${
    ready + failed === 1 ? 'attendee' : 'attendees'
  }: <strong class="good">${ready} ready</strong>${
    failed > 0 ? html`, <strong class="bad">${failed} failed</strong>` : ''
  }`;

const failures = (failed: readonly FailedHandOut[]): Html => html`<section class="long">
<h2 class="bad">Failed</h2>
<p class="quiet">These attendees have no cluster. To try again, create the workshop again; the other clusters are not changed.</p>
<table>
<thead><tr><th scope="col">Attendee</th><th scope="col">Cluster</th><th scope="col">Reason</th></tr></thead>
<tbody>
${failed.map(
  ({ attendee, cluster, reason }) => html`<tr>
<th scope="row">${foreign(attendee)}</th>
<td data-label="Cluster"><code>${cluster}</code></td>
<td data-label="Reason">${foreign(reason)}</td>
</tr>
`,
)}</tbody>
</table>
</section>`;

const clusters = (handOuts: readonly ListedHandOut[]): Html => html`<section class="long">
<h2 class="good">Ready</h2>
<p class="quiet">Give each attendee the zip or only the page: each contains all that they need. Both contain the attendee's credential; this page contains none.</p>
<table>
<thead><tr><th scope="col">Attendee</th><th scope="col">Cluster</th><th scope="col">Server</th><th scope="col">Ends</th><th scope="col" class="on-screen">Hand-out</th></tr></thead>
<tbody>
${handOuts.map(row)}</tbody>
</table>
</section>`;

const row = ({ attendee, cluster, server, expiresAt }: ListedHandOut): Html => html`<tr>
<th scope="row">${foreign(attendee)}</th>
<td data-label="Cluster"><code>${cluster}</code></td>
<td data-label="Server"><code>${server}</code></td>
<td data-label="Ends">${shortTime(expiresAt)}</td>
<td data-label="Hand-out" class="on-screen"><a href="${cluster}/index.html" aria-label="Page of ${cluster}">page</a> · <a href="${cluster}.zip" aria-label="Zip of ${cluster}">zip</a></td>
</tr>
`;

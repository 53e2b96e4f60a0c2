import type { HandOut } from './hand-out.ts';
import { type Html, html } from './html.ts';
import { foreign, page, timeInWords } from './page.ts';

const KUBECTL = 'https://kubernetes.io/docs/tasks/tools/';

/** The page of one attendee. It holds the credential. */
export const attendeePage = (handOut: HandOut): string =>
  page(
    { title: `${handOut.cluster} · workshop ${handOut.workshop}` },
    html`<header>
<p>Workshop ${handOut.workshop}</p>
<h1>${foreign(handOut.attendee)}</h1>
<p>This is your own Kubernetes cluster. It ends on <strong>${timeInWords(handOut.expiresAt)}</strong>, and all that is in it goes with it.</p>
</header>
${saving(handOut)}
${connecting(handOut)}
${facts(handOut)}`,
  );

// Browsers keep the name and, with this type, its ending.
const dataUrl = (kubeconfig: string): string =>
  `data:application/yaml;base64,${Buffer.from(kubeconfig).toString('base64')}`;

/** Tells in the folder of downloads which cluster it leads to. */
const fileName = ({ cluster }: HandOut): string => `${cluster}.yaml`;

const saving = (handOut: HandOut): Html => html`<section>
<h2>1. Save your kubeconfig</h2>
<p><a class="button" download="${fileName(handOut)}" href="${dataUrl(handOut.kubeconfig)}">Save the kubeconfig</a></p>
<p>It is saved as <code>${fileName(handOut)}</code>, most often to the folder Downloads.</p>
<p class="quiet">It is personal: whoever has this file, or this page, can use your cluster until it ends. Keep both to yourself.</p>
</section>`;

const connecting = (handOut: HandOut): Html => html`<section>
<h2>2. Connect</h2>
<h3>Linux and macOS, in a terminal</h3>
${commands([
  `chmod 600 "$HOME/Downloads/${fileName(handOut)}"`,
  `export KUBECONFIG="$HOME/Downloads/${fileName(handOut)}"`,
  'kubectl get nodes',
])}
<h3>Windows, in PowerShell</h3>
${commands([`$env:KUBECONFIG = "$HOME\\Downloads\\${fileName(handOut)}"`, 'kubectl get nodes'])}
<p class="quiet">Saved elsewhere? Put that path. It is set for that terminal alone, until you close it; your other clusters stay as they are.</p>
<p class="quiet">No kubectl yet? <a href="${KUBECTL}" rel="noreferrer">Install kubectl</a>.</p>
</section>`;

/** The line breaks are there for who copies them. */
const commands = (lines: readonly string[]): Html =>
  html`<pre>${lines.map((line, index) => html`${index > 0 ? '\n' : ''}<code>${line}</code>`)}</pre>`;

const facts = (handOut: HandOut): Html => html`<dl class="facts">
<dt>Cluster</dt><dd><code>${handOut.cluster}</code></dd>
<dt>Kubernetes</dt><dd>${handOut.kubernetesVersion}</dd>
<dt>Server</dt><dd><code>${handOut.server}</code></dd>
<dt>Context</dt><dd><code>${handOut.context}</code></dd>
<dt>Ends</dt><dd>${timeInWords(handOut.expiresAt)}</dd>
</dl>`;

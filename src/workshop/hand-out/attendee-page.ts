import type { HandOut } from './hand-out.ts';
import { type Html, html } from './html.ts';
import { foreign, page, timeInWords } from './page.ts';

const KUBECTL = 'https://kubernetes.io/docs/tasks/tools/';

/** The page of one attendee. It contains the credential. */
export const attendeePage = (handOut: HandOut): string =>
  page(
    { title: `${handOut.cluster} · workshop ${handOut.workshop}` },
    html`<header>
<p>Workshop ${handOut.workshop}</p>
<h1>${foreign(handOut.attendee)}</h1>
<p>This is your own Kubernetes cluster. It is deleted on <strong>${timeInWords(handOut.expiresAt)}</strong>, with everything in it.</p>
</header>
${saving(handOut)}
${connecting(handOut)}
${facts(handOut)}`,
  );

// With this type, browsers keep the name and its extension.
const dataUrl = (kubeconfig: string): string =>
  `data:application/yaml;base64,${Buffer.from(kubeconfig).toString('base64')}`;

/** Shows in the download folder which cluster the file is for. */
const fileName = ({ cluster }: HandOut): string => `${cluster}.yaml`;

const saving = (handOut: HandOut): Html => html`<section>
<h2>1. Save your kubeconfig</h2>
<p><a class="button" download="${fileName(handOut)}" href="${dataUrl(handOut.kubeconfig)}">Save the kubeconfig</a></p>
<p>Your browser saves it as <code>${fileName(handOut)}</code>, usually in the folder Downloads.</p>
<p class="quiet">Do not share this file or this page. Anyone who has one of them can use your cluster until it is deleted.</p>
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
<p class="quiet">If you saved the file in another folder, use its path. The setting applies only to this terminal until you close it. Your other kubeconfigs are not changed.</p>
<p class="quiet">If you do not have kubectl, <a href="${KUBECTL}" rel="noreferrer">install it</a>.</p>
</section>`;

/** The line breaks are needed to copy the commands. */
const commands = (lines: readonly string[]): Html =>
  html`<pre>${lines.map((line, index) => html`${index > 0 ? '\n' : ''}<code>${line}</code>`)}</pre>`;

const facts = (handOut: HandOut): Html => html`<dl class="facts">
<dt>Cluster</dt><dd><code>${handOut.cluster}</code></dd>
<dt>Kubernetes</dt><dd>${handOut.kubernetesVersion}</dd>
<dt>Server</dt><dd><code>${handOut.server}</code></dd>
<dt>Context</dt><dd><code>${handOut.context}</code></dd>
<dt>Ends</dt><dd>${timeInWords(handOut.expiresAt)}</dd>
</dl>`;

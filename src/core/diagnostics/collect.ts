import type { KubeConfig, V1Pod } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { inParallel } from '../in-parallel.ts';
import { apiMessage } from '../kube/clients.ts';
import { kubeconfigSecrets } from '../kube/kubeconfig.ts';
import { type Caps, DEFAULT_CAPS, DiagnosticsFolder } from './folder.ts';
import { indexOf } from './index-page.ts';
import { type Page, pagesOf } from './pages.ts';
import { hostPart, virtualPart } from './parts.ts';
import { type NotReadyPod, notReadyReason } from './pod-health.ts';
import { type Redact, redactor } from './redact.ts';
import { secretVariables } from './redact-object.ts';
import { survey, type View } from './survey.ts';

export interface DiagnosticsRequest {
  ref: ClusterRef;
  host: KubeConfig;
  /** Undefined if the virtual cluster has no kubeconfig yet. */
  virtual?: KubeConfig | undefined;
  /** The folder to write to. Created with mode 0700 if it does not exist. */
  folder: string;
  /** Secrets to redact, in addition to the credentials of the two kubeconfigs. */
  secrets?: readonly string[];
  /** Ends the collection early, with the files so far. */
  signal?: AbortSignal;
  /** The time limit, in milliseconds. Default: 20 s, because the clean-up waits for the collection. */
  timeout?: number;
  caps?: Caps;
}

/** A pod that is not ready, and the files in the folder that contain its logs. */
export interface NotReadyPodLogs extends NotReadyPod {
  logs: string[];
}

export interface CollectedDiagnostics {
  folder: string;
  notReadyPods: NotReadyPodLogs[];
  /** What could not be read or written, one line each. */
  notes: string[];
}

const TIMEOUT = 20_000;
/** Files that are read in parallel. */
const CONCURRENCY = 8;

/**
 * Writes what explains a failed job to a folder: objects, events and logs of the virtual cluster, and of its namespace on
 * the host cluster. Never throws: reports what cannot be read or written in `notes` and in the folder's README.md.
 */
export async function collectDiagnostics(
  request: DiagnosticsRequest,
): Promise<CollectedDiagnostics> {
  const notes: string[] = [];
  const views = await surveyBoth(request, notes);
  const pods = views.flatMap((view) => view.pods);
  const redact = redactor([...knownSecrets(request), ...secretVariables(pods)]);
  const folder = new DiagnosticsFolder(request.folder, request.caps ?? DEFAULT_CAPS);
  const save = (page: Page) => savePage(page, folder, redact).catch(noteTo(notes, page.file));
  await inParallel(CONCURRENCY, views.flatMap(pagesOf), save);
  const collected = {
    folder: folder.path,
    notReadyPods: pods.flatMap((pod) => withLogs(pod, folder.files, redact)),
    notes: notes.map(redact),
  };
  const index = indexOf(request.ref, collected, folder.files);
  await folder.writeIndex(index).catch(noteTo(collected.notes, 'README.md'));
  return collected;
}

async function surveyBoth(request: DiagnosticsRequest, notes: string[]): Promise<View[]> {
  const { ref, host, virtual, timeout = TIMEOUT, signal } = request;
  const bound = AbortSignal.any([AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]);
  const cluster = virtual && (await survey(virtual, virtualPart, bound, notes));
  const hosting = await survey(host, hostPart(ref, !cluster), bound, notes);
  return [cluster, hosting].filter((view) => view !== undefined);
}

const knownSecrets = ({ host, virtual, secrets = [] }: DiagnosticsRequest): string[] => [
  ...kubeconfigSecrets(host),
  ...(virtual ? kubeconfigSecrets(virtual) : []),
  ...secrets,
];

async function savePage(page: Page, folder: DiagnosticsFolder, redact: Redact): Promise<void> {
  if (!folder.hasRoom) throw new Error('the folder is full');
  await folder.write(page.file, redact(await page.read()));
}

const noteTo = (notes: string[], what: string) => (error: unknown) => {
  notes.push(`${what}: ${apiMessage(error)}`);
};

function withLogs(pod: V1Pod, files: readonly string[], redact: Redact): NotReadyPodLogs[] {
  const reason = notReadyReason(pod);
  if (reason === undefined) return [];
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const logs = files.filter((file) => file.includes(`/logs/${namespace}/${name}/`));
  return [{ namespace, name, reason: redact(reason), logs }];
}

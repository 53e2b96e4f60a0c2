import { ClusterError } from '../errors.ts';
import type { Host } from '../host.ts';
import { keepAlive, kubeOf } from '../kube.ts';
import { planCluster } from '../plan.ts';
import { type ClusterRef, newRef } from '../ref.ts';
import type { ClusterSpec } from '../spec.ts';
import { checkAdmission } from './admission-check.ts';
import { type Check, type Finding, type Subject, unknown } from './finding.ts';
import { checkNamespace } from './namespace-check.ts';
import { checkImages, checkPlan } from './plan-check.ts';
import { checkQuota } from './quota-check.ts';
import { formatFinding } from './report.ts';
import { checkRights } from './rights-check.ts';

const CHECKS: Record<string, Check> = {
  'host and chart': checkPlan,
  rights: checkRights,
  namespace: checkNamespace,
  quota: checkQuota,
  admission: checkAdmission,
  images: checkImages,
};

/**
 * Finds out whether the cluster of `spec` can be made, and makes nothing. Never rejects: what cannot be checked is
 * `unknown`.
 */
export async function examine(
  host: Host,
  spec: ClusterSpec,
  ref: ClusterRef = newRef(spec),
): Promise<Finding[]> {
  const kube = kubeOf(keepAlive(host.kubeConfig));
  return examineSubject({ kube, spec, ref, planning: planCluster(host, kube, spec, ref) });
}

/**
 * The examination before the first write of `createCluster`: warnings go into the log.
 *
 * @throws ClusterError with all problems and their cures.
 */
export async function preflight({ log }: Pick<Host, 'log'>, subject: Subject): Promise<void> {
  const findings = await examineSubject(subject);
  for (const finding of findings) {
    (finding.state === 'warning' ? log.warning : log.debug)(formatFinding(finding));
  }
  const problems = findings.filter(({ state }) => state === 'problem');
  if (problems.length === 0) return;
  const what = problems.map(({ check, detail }) => `${check}: ${detail}`).join('; ');
  const cures = new Set(problems.map(({ cure }) => cure));
  throw new ClusterError(
    `${subject.ref.name} cannot be made on this host cluster; nothing was created. ${what}`,
    { hint: [...cures].filter(Boolean).join('\n') },
  );
}

async function examineSubject(subject: Subject): Promise<Finding[]> {
  const findings = await Promise.all(
    Object.entries(CHECKS).map(async ([check, run]) => {
      const answers = await run(subject).catch((error) => [unknown(error)]);
      return answers.map((answer) => ({ check, ...answer }));
    }),
  );
  return findings.flat();
}

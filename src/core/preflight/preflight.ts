import { type ClusterIntent, candidatesOf, newIntent } from '../cluster/ref.ts';
import { ClusterError, InputError, type InputProblem } from '../errors.ts';
import { kubeOf } from '../kube/clients.ts';
import { clusterConfigOf } from '../kube/cluster-config.ts';
import { type Expiry, expiryOfCredentials } from '../kube/config/expiry.ts';
import { planCluster } from '../plan/plan.ts';
import type { Runtime } from '../runtime.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { checkAdmission } from './admission-check.ts';
import { checkExpiry } from './expiry-check.ts';
import { type Check, type Finding, type PreflightInput, unknown } from './finding.ts';
import { checkLease } from './lease-check.ts';
import { checkNamespace } from './namespace-check.ts';
import { checkImages, checkPlan } from './plan-check.ts';
import { checkCopiedSecrets, checkPullSecrets } from './pull-secret-check.ts';
import { checkQuota } from './quota-check.ts';
import { formatFinding, nameOf } from './report.ts';
import { checkRights } from './rights-check.ts';

const CLUSTER_CHECKS: Record<string, Check<PreflightInput>> = {
  'host and chart': checkPlan,
  credentials: checkExpiry,
  'pull secrets': checkCopiedSecrets,
  images: checkImages,
};

/** The checks of each namespace in which the cluster can be created. */
const NAMESPACE_CHECKS: Record<string, Check> = {
  rights: checkRights,
  namespace: checkNamespace,
  quota: checkQuota,
  lease: checkLease,
  admission: checkAdmission,
  'pull secrets': checkPullSecrets,
};

/**
 * Checks whether the cluster of `spec` can be created, without creating it. Never rejects: the finding of a check that
 * is not possible has the state `unknown`.
 */
export async function examine(
  runtime: Runtime,
  spec: ClusterSpec,
  intent: ClusterIntent = newIntent(spec),
): Promise<Finding[]> {
  const kube = kubeOf(runtime.hostCluster);
  const planning = planCluster(runtime, kube, spec, candidatesOf(intent)[0]);
  return runChecks({ kube, spec, intent, planning, expiry: expiryOf(runtime) });
}

/** When the credentials of the host cluster expire. */
export const expiryOf = ({ hostCluster }: Pick<Runtime, 'hostCluster'>): Expiry | undefined =>
  expiryOfCredentials(clusterConfigOf(hostCluster).credentials);

/**
 * Runs the checks before `createCluster` creates the first object, and logs the warnings.
 *
 * @throws InputError if inputs cause problems. It contains only these problems.
 * @throws ClusterError with all problems and their hints, if no input causes one.
 */
export async function preflight(
  { log }: Pick<Runtime, 'log'>,
  input: PreflightInput,
): Promise<void> {
  const findings = await runChecks(input);
  for (const finding of findings) {
    (finding.state === 'warning' ? log.warning : log.debug)(formatFinding(finding));
  }
  const problems = findings.filter(({ state }) => state === 'problem');
  if (problems.length === 0) return;
  const inputs = problems.flatMap(toInputProblem);
  if (inputs.length > 0) throw new InputError(inputs);
  const what = problems.map((problem) => `${nameOf(problem)}: ${problem.detail}`).join('; ');
  const hints = new Set(problems.map(({ hint }) => hint));
  throw new ClusterError(
    `${input.intent.name} cannot be created on this host cluster; nothing was created. ${what}`,
    { hint: [...hints].filter(Boolean).join('\n') },
  );
}

const toInputProblem = ({ input, detail, hint = '' }: Finding): InputProblem[] =>
  input ? [{ input, allowed: `a different value (${detail}). ${hint}`.trim() }] : [];

async function runChecks({ intent, ...input }: PreflightInput): Promise<Finding[]> {
  const candidates = candidatesOf(intent);
  const findings = await Promise.all([
    runAll(CLUSTER_CHECKS, { ...input, intent }),
    ...candidates.map(async (ref) => {
      const found = await runAll(NAMESPACE_CHECKS, { ...input, ref });
      const { namespace } = ref;
      return candidates.length > 1 ? found.map((it) => ({ ...it, namespace })) : found;
    }),
  ]);
  return findings.flat();
}

async function runAll<S>(checks: Record<string, Check<S>>, subject: S): Promise<Finding[]> {
  const findings = await Promise.all(
    Object.entries(checks).map(async ([check, run]) => {
      const answers = await run(subject).catch((error) => [unknown(error)]);
      return answers.map((answer) => ({ check, ...answer }));
    }),
  );
  return findings.flat();
}

import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { run } from '../run.ts';
import { EKS, goModuleOf, HOST_VERSION, VCLUSTER_VERSION } from '../versions.ts';
import type { Recipe } from './cached.ts';
import { goEnvironment, goRecipe } from './go.ts';

const STRIPPED = '-s -w';
const CONTROL_PLANE = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const NODE_AGENTS = ['kubelet', 'kube-proxy'];

const moduleFolder = (name: string): string =>
  fileURLToPath(new URL(`../go/${name}`, import.meta.url));

const kubernetesPackages = (programs: readonly string[]): string[] =>
  programs.map((program) => `k8s.io/kubernetes/cmd/${program}`);

/** Kubernetes reads its version from variables that its official build sets. */
function kubernetesFlags(version: string): string {
  const [major, minor] = version.split('.');
  const values = {
    'k8s.io/component-base/version.gitVersion': `v${version}`,
    'k8s.io/component-base/version.gitMajor': major,
    'k8s.io/component-base/version.gitMinor': minor,
    'k8s.io/client-go/pkg/version.gitVersion': `v${version}`,
  };
  return [STRIPPED, ...Object.entries(values).map(([k, v]) => `-X ${k}=${v}`)].join(' ');
}

// The recipes of the module `node` have the same flags, so they share all compiled packages.
const nodeModule = (name: string, packages: string[]): Promise<Recipe> =>
  goRecipe({
    name,
    module: moduleFolder('node'),
    packages,
    ldflags: `${kubernetesFlags(HOST_VERSION)} -X main.version=${VCLUSTER_VERSION}`,
  });

/** kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy of the host. */
export const hostKubernetes = (): Promise<Recipe> =>
  nodeModule(`kubernetes-${HOST_VERSION}`, kubernetesPackages([...CONTROL_PLANE, ...NODE_AGENTS]));

/** The programs of the vcluster and CoreDNS images. */
export const vclusterPrograms = (): Promise<Recipe> =>
  nodeModule(`vcluster-${VCLUSTER_VERSION}`, [
    'github.com/loft-sh/vcluster/cmd/vcluster',
    './coredns',
  ]);

/** The command-line tools that tests use. */
export const commandLineTools = (): Promise<Recipe> =>
  nodeModule('command-line-tools', [
    'github.com/loft-sh/vcluster/cmd/vclusterctl',
    'helm.sh/helm/v3/cmd/helm',
    'k8s.io/kubernetes/cmd/kubectl',
  ]);

/** The control plane of a virtual Kubernetes version other than the host's. */
export const virtualKubernetes = (version: string): Promise<Recipe> =>
  goRecipe({
    name: `kubernetes-${version}`,
    module: moduleFolder(goModuleOf(version)),
    packages: kubernetesPackages(CONTROL_PLANE),
    ldflags: kubernetesFlags(version),
  });

/** vcluster of the last chart for EKS. */
export const eksVcluster = (): Promise<Recipe> =>
  goRecipe({
    name: `vcluster-${EKS.vcluster}`,
    module: moduleFolder('vcluster-0.19'),
    packages: ['tool'],
    ldflags: `${STRIPPED} -X main.version=${EKS.vcluster}`,
  });

export const kine = (): Promise<Recipe> =>
  goRecipe({
    name: 'kine',
    module: moduleFolder('kine'),
    packages: ['tool'],
    ldflags: `${STRIPPED} -linkmode external -extldflags -static`,
    cgo: true,
  });

export const act = (): Promise<Recipe> =>
  goRecipe({ name: 'act', module: moduleFolder('act'), packages: ['tool'], ldflags: STRIPPED });

/** Makes clusters in containers. */
export const kind = (): Promise<Recipe> =>
  goRecipe({ name: 'kind', module: moduleFolder('kind'), packages: ['tool'], ldflags: STRIPPED });

export const tekton = (): Promise<Recipe> =>
  goRecipe({
    name: 'tekton',
    module: moduleFolder('tekton'),
    packages: ['tool'],
    ldflags: STRIPPED,
  });

/** Enforces network policies on a host whose network plugin does not. */
export const kubeRouter = (): Promise<Recipe> =>
  goRecipe({
    name: 'kube-router',
    module: moduleFolder('kube-router'),
    packages: ['tool'],
    ldflags: STRIPPED,
  });

/** Kubernetes' end-to-end tests of the host's version, agnhost, which their pods run, and ginkgo, which runs them in parallel. */
export const conformance = async (): Promise<[tests: Recipe, programs: Recipe]> => {
  const module = { module: moduleFolder('conformance'), ldflags: kubernetesFlags(HOST_VERSION) };
  const tests = { name: 'e2e-tests', packages: ['k8s.io/kubernetes/test/e2e'], test: true };
  const packages = ['k8s.io/kubernetes/test/images/agnhost', 'github.com/onsi/ginkgo/v2/ginkgo'];
  return [
    await goRecipe({ ...module, ...tests }),
    await goRecipe({ ...module, name: 'e2e-programs', packages }),
  ];
};

/** The source of a Go module of any version, `PATH@VERSION`. */
export const moduleSource = (module: string): Promise<string> => sourceOf(module, tmpdir());

/** The source of a Go module, in the version that the go.mod in `go/NAME` requires. */
export const goSource = (name: string, module: string): Promise<string> =>
  sourceOf(module, moduleFolder(name));

async function sourceOf(module: string, cwd: string): Promise<string> {
  const download = ['mod', 'download', '-json', module];
  const answer = await run('go', download, { cwd, env: goEnvironment() });
  return z.object({ Dir: z.string() }).parse(JSON.parse(answer)).Dir;
}

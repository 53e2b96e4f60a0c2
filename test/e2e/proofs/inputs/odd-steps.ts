import { join } from 'node:path';
import { digits, kubeconfig, type OddInput, plain } from './odd-input.ts';

/** Inputs and environments that people have, though they look odd. */
export const oddSteps: OddInput[] = [
  {
    what: 'values with YAML merge keys',
    step: (given) => {
      const values = [
        'controlPlane:',
        '  statefulSet:',
        '    labels: &team { team: a }',
        '    annotations: { <<: *team }',
      ].join('\n');
      return plain(given, { inputs: { values } });
    },
  },
  {
    what: 'host-kubeconfig-path starts with ~',
    step: (given) => ({
      env: { HOME: given.folder },
      inputs: { 'host-kubeconfig-path': '~/.kube/other' },
      files: { '.kube/other': kubeconfig(given) },
    }),
  },
  {
    what: 'kubeconfig-path starts with ~',
    step: (given) =>
      plain(given, {
        env: { HOME: given.folder },
        inputs: { 'kubeconfig-path': '~/out/kubeconfig' },
      }),
  },
  {
    what: 'kubeconfig-path is relative',
    step: (given) => plain(given, { inputs: { 'kubeconfig-path': 'out/kubeconfig' } }),
  },
  {
    what: 'kubeconfig-path is a folder',
    step: (given) =>
      plain(given, { files: { 'out/file': '' }, inputs: { 'kubeconfig-path': 'out/' } }),
    refused: /kubeconfig-path: .*out/,
  },
  {
    what: 'a job with the variables of helm',
    step: (given) =>
      plain(given, {
        env: {
          HELM_KUBECONTEXT: 'production',
          HELM_NAMESPACE: 'team-a',
          HELM_DRIVER: 'configmap',
          HELM_KUBEAPISERVER: 'https://127.0.0.1:1',
          HELM_KUBETOKEN: 'abc',
          HELM_KUBEASUSER: 'somebody',
          HELM_DEBUG: 'true',
        },
      }),
  },
  {
    what: 'a job with the variables of npm, Node and TLS',
    step: (given) =>
      plain(given, {
        env: {
          NODE_OPTIONS: '--max-old-space-size=512',
          NODE_EXTRA_CA_CERTS: '/nonexistent/ca.crt',
          SSL_CERT_FILE: '/nonexistent/ca.crt',
          HTTPS_PROXY: 'http://127.0.0.1:1',
          NODE_USE_ENV_PROXY: '1',
        },
      }),
  },
  {
    what: 'the temporary folder of the runner has blanks and letters of other languages',
    step: (given) =>
      plain(given, {
        env: { RUNNER_TEMP: join(given.folder, 'Läufer eins', '_temp') },
        files: { 'Läufer eins/_temp/keep': '' },
      }),
  },
  {
    what: 'no HOME',
    step: (given) => plain(given, { env: { HOME: '' } }),
  },
  {
    what: 'an existing namespace that starts with a digit',
    step: async (given) => {
      const namespace = digits();
      return {
        env: { KUBECONFIG: join(given.folder, 'config') },
        inputs: { namespace },
        files: { config: await given.tenant(namespace) },
      };
    },
  },
  {
    what: 'a name cut from a branch',
    step: (given) => plain(given, { inputs: { name: 'release-1-' } }),
    refused: /name: .*ends? with/,
  },
  {
    what: 'a version that YAML read as a number',
    step: (given) => plain(given, { inputs: { 'kubernetes-version': '1.3' } }),
    refused: /kubernetes-version: .*1\.30.*quot|quot.*1\.30/i,
  },
  {
    what: 'a path in host-kubeconfig',
    step: (given) => plain(given, { inputs: { 'host-kubeconfig': join(given.folder, 'config') } }),
    refused: /host-kubeconfig-path/,
  },
];

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runProgram } from '../../src/machine/run-program.ts';

/** What a workflow sets for its own steps with helm and kubectl, and what a runner sets for a step. */
const ORDERS = {
  HELM_KUBECONTEXT: 'production',
  HELM_KUBEAPISERVER: 'https://127.0.0.1:1',
  HELM_KUBETOKEN: 'abc',
  HELM_KUBEASUSER: 'somebody',
  HELM_NAMESPACE: 'team-a',
  HELM_DRIVER: 'configmap',
  HELM_DEBUG: 'true',
  HELM_PLUGINS: '/plugins',
  HELM_OF_A_LATER_VERSION: 'true',
  KUBECONFIG: '/production',
  KUBERNETES_SERVICE_HOST: '10.96.0.1',
  'INPUT_HOST-KUBECONFIG': 'secret',
  STATE_result: '{}',
};

const MACHINE = {
  HELM_REGISTRY_CONFIG: '/registry.json',
  HELM_CACHE_HOME: '/cache',
  HTTPS_PROXY: 'http://proxy:3128',
  AWS_PROFILE: 'ci',
};

let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = process.env;
  process.env = { ...before, ...ORDERS, ...MACHINE };
});
afterEach(() => {
  process.env = before;
});

const environmentOf = async (env?: Record<string, string>): Promise<Record<string, string>> => {
  const print = ['--eval', 'console.log(JSON.stringify(process.env))'];
  return JSON.parse((await runProgram(process.execPath, print, { ...(env && { env }) })).stdout);
};

test.each([undefined, { KUBECACHEDIR: '/own' }])(
  'a program gets what belongs to the machine, our own variables %j, and no orders of the job',
  async (own) => {
    const env = await environmentOf(own);
    expect(Object.keys(env).filter((name) => name in ORDERS)).toEqual([]);
    expect(env).toMatchObject({ ...MACHINE, PATH: before.PATH, ...own });
  },
);

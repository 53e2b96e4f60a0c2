import type { V1MutatingWebhook } from '@kubernetes/client-node';
import { orUndefined } from '../../../../src/core/kube/clients.ts';
import { eventually } from '../../../support/eventually.ts';
import { ownBy } from '../../support/host/owner.ts';
import {
  type Controller,
  type Generate,
  generateIn,
  HOLD,
  type Hold,
  letGo,
  repeat,
} from './controllers.ts';
import type { Ground } from './ground.ts';
import { createPolicy, type Demand } from './policy.ts';
import { applies, isProbe, ruleFor, type Scope, selectorOf } from './scope.ts';
import type { Mutation } from './webhook-server.ts';

/** Makes the host cluster difficult for the namespaces of a scope. Disposing removes these namespaces and the rules. */
export class HostRules implements AsyncDisposable {
  readonly #ground: Ground;
  readonly #scope: Scope;
  readonly #webhooks: V1MutatingWebhook[] = [];
  readonly #policies: string[] = [];
  readonly #controllers: Controller[] = [];
  readonly #generated = new Set<string>();

  constructor(ground: Ground, scope: Scope) {
    this.#ground = ground;
    this.#scope = scope;
  }

  /** `Kind/name` of what controllers have created in the namespaces. */
  get generated(): ReadonlySet<string> {
    return this.#generated;
  }

  /** A mutating webhook. Without its answer the host goes on, so that a killed test leaves nothing in the way. */
  mutate(resources: readonly string[], mutation: Mutation, operations = ['CREATE']): void {
    const clientConfig = this.#ground.server.serve(mutation);
    this.#webhook(ruleFor(resources, operations), { clientConfig, failurePolicy: 'Ignore' });
  }

  /** A webhook that is down, and without which nothing is admitted. */
  down(resources: readonly string[]): void {
    const clientConfig = this.#ground.server.down;
    this.#webhook(ruleFor(resources, ['CREATE']), { clientConfig, failurePolicy: 'Fail' });
  }

  async demand(demand: Demand): Promise<void> {
    const name = `${this.#scope.name}-${this.#policies.length}`;
    this.#policies.push(name);
    await createPolicy(this.#ground, this.#scope, name, demand);
  }

  /** A controller that creates objects in each namespace, also in those of others. */
  async generate(generate: Generate): Promise<void> {
    const { namespaces } = this.#scope;
    await generateIn(this.#ground, this.#ground.neighbours, generate);
    this.#controllers.push(
      repeat(async () => {
        const made = await generateIn(this.#ground, namespaces, generate);
        for (const id of made) this.#generated.add(id);
      }),
    );
  }

  /** A webhook that adds a finalizer to objects, and a controller that removes it some seconds after their deletion. */
  hold(hold: Hold): void {
    this.mutate(hold.resources, ({ metadata }) => {
      metadata.finalizers = [...(metadata.finalizers ?? []), HOLD];
    });
    this.#controllers.push(repeat(() => letGo(this.#ground, this.#scope.namespaces, hold)));
  }

  /** Creates the webhooks, and waits until all rules are in force. */
  async apply(): Promise<void> {
    await this.#createWebhooks();
    const names = this.#webhooks.length > 0 ? [this.#scope.name] : [];
    for (const name of [...names, ...this.#policies]) {
      const inForce = await eventually(() => this.#isInForce(name), Boolean, 30);
      if (!inForce) throw new Error(`${name} is not in force after 30 s`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { admission, kube } = this.#ground;
    const { namespaces, name } = this.#scope;
    const present = () =>
      Promise.all(namespaces.map((it) => orUndefined(kube.core.readNamespace({ name: it }))));
    // The controllers run on, because the finalizers may hold the namespaces.
    for (const found of await present()) {
      const { name: left, deletionTimestamp } = found?.metadata ?? {};
      if (left && !deletionTimestamp) await kube.core.deleteNamespace({ name: left });
    }
    await eventually(present, (found) => !found.some(Boolean), 90);
    for (const controller of this.#controllers) await controller[Symbol.asyncDispose]();
    await orUndefined(admission.deleteMutatingWebhookConfiguration({ name }));
    for (const policy of this.#policies) {
      await orUndefined(admission.deleteValidatingAdmissionPolicyBinding({ name: policy }));
      await orUndefined(admission.deleteValidatingAdmissionPolicy({ name: policy }));
    }
  }

  #webhook(
    rules: V1MutatingWebhook['rules'],
    webhook: Pick<V1MutatingWebhook, 'clientConfig' | 'failurePolicy'>,
    expression = applies(this.#scope),
  ): void {
    this.#webhooks.push({
      name: `webhook-${this.#webhooks.length}.${this.#scope.name}.example.com`,
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      timeoutSeconds: 10,
      namespaceSelector: selectorOf(this.#scope),
      matchConditions: [{ name: 'scope', expression }],
      rules,
      ...webhook,
    });
  }

  /** The last webhook labels the probe. */
  async #createWebhooks(): Promise<void> {
    if (this.#webhooks.length === 0) return;
    const { admission, home, server } = this.#ground;
    const { name } = this.#scope;
    const clientConfig = server.serve(({ metadata }) => {
      metadata.labels = { reached: 'true' };
    });
    const probes = ruleFor(['configmaps'], ['CREATE']);
    const probe = isProbe(this.#scope, name);
    this.#webhook(probes, { clientConfig, failurePolicy: 'Ignore' }, probe);
    const body = { metadata: { name }, webhooks: this.#webhooks };
    ownBy(home, body);
    await admission.createMutatingWebhookConfiguration({ body });
  }

  /** The probe is created in a dry run: a policy refuses it, the webhooks label it. */
  async #isInForce(name: string): Promise<boolean> {
    const { kube } = this.#ground;
    const request = {
      namespace: this.#scope.probes,
      body: { metadata: { name } },
      dryRun: 'All',
    };
    return kube.core.createNamespacedConfigMap(request).then(
      ({ metadata }) => metadata?.labels?.reached === 'true',
      (error) => String(error).includes(`'${name}'`),
    );
  }
}

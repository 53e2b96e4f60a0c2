import { KubeConfig } from '@kubernetes/client-node';
import type { Kube } from '../../../../src/core/kube/clients.ts';
import { secretsIn } from '../../support/host/host-view.ts';

/** Shorter texts, such as the last line of a key, would match by chance. */
const SHORTEST = 12;

/** Known secrets, in every form in which they can appear. */
export class KnownSecrets {
  readonly forms = new Set<string>();

  add(secret: string): void {
    const lines = secret.split('\n').filter((line) => !line.startsWith('-----'));
    for (const text of [secret.trim(), ...lines]) {
      if (text.length < SHORTEST) continue;
      this.forms.add(text).add(Buffer.from(text).toString('base64'));
    }
  }

  addKubeconfig(text: string): void {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(text);
    for (const secret of secretsIn(kubeConfig)) this.add(secret);
  }

  /** Adds the keys, tokens and kubeconfigs in the Secrets of the cluster in `namespace`. */
  async addSecretsOf({ core }: Kube, namespace: string): Promise<void> {
    const { items } = await core.listNamespacedSecret({ namespace });
    for (const [key, data] of items.flatMap((item) => Object.entries(item.data ?? {}))) {
      const text = Buffer.from(data, 'base64').toString();
      if (text.includes('PRIVATE KEY') || key === 'token') this.add(text);
      if (/^kind: Config$/m.test(text)) this.addKubeconfig(text);
    }
  }
}

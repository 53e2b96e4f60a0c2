import type { ConnectionMode } from '../spec/spec.ts';
import type { Values } from './values-input.ts';

/** How the host exposes the API server. */
export interface Exposure {
  mode: ConnectionMode;
  /** Names and addresses that its certificate needs in addition to those that vcluster adds. */
  hosts: readonly string[];
}

const SERVICE_TYPES: Partial<Record<ConnectionMode, string>> = {
  'node-port': 'NodePort',
  'load-balancer': 'LoadBalancer',
};

/** Returns the type of the cluster's Service, or undefined for the default type. */
export const serviceType = ({ mode }: Exposure): string | undefined => SERVICE_TYPES[mode];

/** Returns the host of the cluster's Ingress, if any. The API server terminates TLS, because it has to see the client certificate. */
export const ingressHost = ({ mode, hosts }: Exposure): string | undefined =>
  mode === 'ingress' ? hosts[0] : undefined;

/** Returns the exposure in the format of vcluster.yaml. */
export function exposureValues(exposure: Exposure): Values {
  const type = serviceType(exposure);
  const host = ingressHost(exposure);
  return {
    ...(type && { service: { spec: { type } } }),
    ...(host && { ingress: { enabled: true, host } }),
  };
}

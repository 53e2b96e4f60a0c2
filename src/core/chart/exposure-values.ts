import type { ConnectionMode } from '../spec/spec.ts';
import type { Values } from './values-input.ts';

/** How the API server is made reachable on the host. */
export interface Exposure {
  mode: ConnectionMode;
  /** Names and addresses that its certificate has to hold besides those that the engine knows. */
  hosts: readonly string[];
}

const SERVICE_TYPES: Partial<Record<ConnectionMode, string>> = {
  'node-port': 'NodePort',
  'load-balancer': 'LoadBalancer',
};

/** The type of the cluster's Service, where it is not the usual one. */
export const serviceType = ({ mode }: Exposure): string | undefined => SERVICE_TYPES[mode];

/** The host of the cluster's Ingress, where there is one. TLS ends in the cluster: the client's certificate has to get there. */
export const ingressHost = ({ mode, hosts }: Exposure): string | undefined =>
  mode === 'ingress' ? hosts[0] : undefined;

/** In the format of vcluster.yaml. */
export function exposureValues(exposure: Exposure): Values {
  const type = serviceType(exposure);
  const host = ingressHost(exposure);
  return {
    ...(type && { service: { spec: { type } } }),
    ...(host && { ingress: { enabled: true, host } }),
  };
}

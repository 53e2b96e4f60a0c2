import type { AnyObject } from './webhook-server.ts';

/** A mutation that sets labels, also over those that an object has. */
export const setLabels =
  (labels: Record<string, string>) =>
  ({ metadata }: AnyObject): void => {
    metadata.labels = { ...metadata.labels, ...labels };
  };

/** A mutation of namespaces. */
export const enforcePodSecurity = (level: string) =>
  setLabels({ 'pod-security.kubernetes.io/enforce': level });

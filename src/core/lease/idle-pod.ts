import type { V1PodTemplateSpec } from '@kubernetes/client-node';

/** Requests and limits of everything that policies ask for. Nothing uses them. */
const RESOURCES = { cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' };
const USER = { runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532 };
const SECCOMP = { seccompProfile: { type: 'RuntimeDefault' } };

/**
 * The pod template of a Job that starts no pod. The API requires one, and policies of a host cluster check it like
 * that of any Job, so it complies with the common ones: an image with a tag from an allowed registry, requests and
 * limits, and the Pod Security level "restricted".
 */
export const idlePod = (image: string, labels: Record<string, string>): V1PodTemplateSpec => ({
  metadata: { labels },
  spec: {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: { ...USER, ...SECCOMP },
    containers: [
      {
        name: 'none',
        image,
        resources: { requests: RESOURCES, limits: RESOURCES },
        securityContext: {
          ...USER,
          ...SECCOMP,
          privileged: false,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  },
});

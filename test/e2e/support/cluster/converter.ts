import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { PRODUCT_IMAGE } from '../../../host/product-image.ts';

/*
 * A CRD with two versions, and the webhook that converts between them: the API server of the virtual cluster has to reach
 * a Service in it. The webhook runs in the image of ephemeral-vcluster, which contains Node.
 */
const NAME = 'converter';
const PORT = 8443;

const PROGRAM = `
const { KEY: key, CERTIFICATE: cert } = process.env;
const convert = (object, apiVersion) => ({
  ...object,
  apiVersion,
  spec: apiVersion.endsWith('/v1')
    ? { dimensions: { size: object.spec.size } }
    : { size: object.spec.dimensions.size },
});
require('node:https').createServer({ key, cert }, async (request, response) => {
  const chunks = await request.toArray();
  const { request: asked } = JSON.parse(Buffer.concat(chunks).toString());
  const convertedObjects = asked.objects.map((it) => convert(it, asked.desiredAPIVersion));
  const answer = { uid: asked.uid, convertedObjects, result: { status: 'Success' } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response: answer,
  }));
}).listen(${PORT});
`;

export interface Certificate {
  key: string;
  certificate: string;
}

/** Creates a self-signed certificate for the name of the Service. */
export async function makeCertificate(): Promise<Certificate> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${NAME}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: `${NAME}.default.svc` }]),
    ],
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
    certificate: certificate.toString('pem'),
  };
}

const labels = { app: NAME };

/** The webhook and its Service. */
export const converter = ({ key, certificate }: Certificate): object[] => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: NAME,
              image: PRODUCT_IMAGE,
              command: ['/nodejs/bin/node', '--eval', PROGRAM],
              env: [
                { name: 'KEY', value: key },
                { name: 'CERTIFICATE', value: certificate },
              ],
              readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: NAME },
    spec: { selector: labels, ports: [{ port: 443, targetPort: PORT }] },
  },
];

const version = (name: string, storage: boolean, spec: object) => ({
  name,
  storage,
  served: true,
  schema: {
    openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: spec } } },
  },
});

const size = { type: 'string' };

/** The CRD of Widget. Its older version has another schema. */
export const widgets = ({ certificate }: Certificate): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
    versions: [
      version('v1', true, { dimensions: { type: 'object', properties: { size } } }),
      version('v1alpha1', false, { size }),
    ],
    conversion: {
      strategy: 'Webhook',
      webhook: {
        conversionReviewVersions: ['v1'],
        clientConfig: {
          service: { name: NAME, namespace: 'default' },
          caBundle: Buffer.from(certificate).toString('base64'),
        },
      },
    },
  },
});

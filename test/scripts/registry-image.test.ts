import { expect, test } from '@jest/globals';
import { registryImage } from '../../scripts/registry-image.ts';

type Fetch = (url: unknown, init?: RequestInit) => Promise<Response>;

const imageOf = (image: string, fetch: Fetch) =>
  registryImage(image, fetch as typeof globalThis.fetch);

test('all pages of a registry are read, with the token that it sends for', async () => {
  const asked: string[] = [];
  const fetch = async (input: unknown, init?: RequestInit) => {
    const url = String(input);
    asked.push(url);
    const { authorization } = { authorization: '', ...(init?.headers as object) };
    if (url.startsWith('https://auth.example/token')) return Response.json({ token: 'abc' });
    if (authorization !== 'Bearer abc') {
      const challenge = 'Bearer realm="https://auth.example/token",service="r",scope="s:pull"';
      return new Response('', { status: 401, headers: { 'www-authenticate': challenge } });
    }
    if (url.includes('last=v1')) return Response.json({ tags: ['v2'] });
    const link = '</v2/team/image/tags/list?last=v1>; rel="next"';
    return Response.json({ tags: ['v1'] }, { headers: { link } });
  };
  const tags = await imageOf('r.example/team/image', fetch).tags();
  expect(tags).toEqual(['v1', 'v2']);
  expect(asked).toEqual([
    'https://r.example/v2/team/image/tags/list?n=1000',
    'https://auth.example/token?service=r&scope=s%3Apull',
    'https://r.example/v2/team/image/tags/list?n=1000',
    'https://r.example/v2/team/image/tags/list?last=v1',
  ]);
});

test('a registry that refuses is named', async () => {
  const refuse = async () => new Response('', { status: 503 });
  await expect(imageOf('r.example/image', refuse).tags()).rejects.toThrow(
    /r\.example\/image.*HTTP 503/,
  );
});

test.each([
  ['of one platform', { config: { digest: 'sha256:c' } }],
  ['of several platforms', { manifests: [{ digest: 'sha256:m' }, { digest: 'sha256:n' }] }],
])('the configuration of an image %s says when it was built', async (_, manifest) => {
  const answers: Record<string, object> = {
    '/v2/team/image/manifests/v1': manifest,
    '/v2/team/image/manifests/sha256:m': { config: { digest: 'sha256:c' } },
    '/v2/team/image/blobs/sha256:c': { created: '2026-10-20T08:00:00Z' },
  };
  const fetch: Fetch = async (url) => Response.json(answers[new URL(String(url)).pathname]);
  expect(await imageOf('r.example/team/image', fetch).created('v1')).toEqual(
    new Date('2026-10-20T08:00:00Z'),
  );
});

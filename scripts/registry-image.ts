/**
 * Returns the tags of an image through the API that all registries share. Most registries issue the token without an
 * account.
 */
export async function registryTags(image: string, fetch = globalThis.fetch): Promise<string[]> {
  const [host, ...path] = image.split('/');
  const tags: string[] = [];
  let url: string | undefined = `https://${host}/v2/${path.join('/')}/tags/list?n=1000`;
  let headers: Record<string, string> = {};
  while (url) {
    let response: Response = await fetch(url, { headers });
    if (response.status === 401) {
      headers = await authorization(response.headers.get('www-authenticate') ?? '', fetch);
      response = await fetch(url, { headers });
    }
    if (!response.ok)
      throw new Error(
        `Could not list the tags of ${image}: ${url} returned HTTP ${response.status}.`,
      );
    tags.push(...((await response.json()) as { tags: string[] }).tags);
    url = nextPage(response, url);
  }
  return tags;
}

/** Requests the token that the challenge `Bearer realm="…",service="…",scope="…"` describes. */
async function authorization(challenge: string, fetch: typeof globalThis.fetch) {
  const { realm = '', ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
  const response = await fetch(`${realm}?${new URLSearchParams(query)}`);
  if (!response.ok)
    throw new Error(
      `Could not get a token of the registry: ${realm} returned HTTP ${response.status}.`,
    );
  const { token } = (await response.json()) as { token: string };
  return { authorization: `Bearer ${token}` };
}

function nextPage({ headers }: Response, url: string): string | undefined {
  const [, next] = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return next && new URL(next, url).href;
}

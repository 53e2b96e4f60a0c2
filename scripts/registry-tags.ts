/** Every tag of an image, by the API that all registries have. The token that most want is to be had without an account. */
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
    if (!response.ok) throw new Error(`${image}: ${url} answers HTTP ${response.status}`);
    tags.push(...((await response.json()) as { tags: string[] }).tags);
    url = nextPage(response, url);
  }
  return tags;
}

/** `Bearer realm="…",service="…",scope="…"` says where the token is. */
async function authorization(challenge: string, fetch: typeof globalThis.fetch) {
  const { realm = '', ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
  const response = await fetch(`${realm}?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(`${realm} answers HTTP ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  return { authorization: `Bearer ${token}` };
}

function nextPage({ headers }: Response, url: string): string | undefined {
  const [, next] = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return next && new URL(next, url).href;
}

/** An image in a registry, read through the API that all registries share. Most registries issue the token without an account. */
export interface RegistryImage {
  tags(): Promise<string[]>;
  /** When the image of a tag was built. Reproducible builds often say 1970. */
  created(tag: string): Promise<Date>;
}

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** A list of manifests, one for each platform, or the manifest of one. */
interface Manifest {
  manifests?: { digest: string }[];
  config?: { digest: string };
}

export function registryImage(image: string, fetch = globalThis.fetch): RegistryImage {
  const [host, ...path] = image.split('/');
  const base = `https://${host}/v2/${path.join('/')}`;
  let headers: Record<string, string> = { accept: MANIFESTS };
  const get = async (url: string): Promise<Response> => {
    let response = await fetch(url, { headers });
    if (response.status === 401) {
      const challenge = response.headers.get('www-authenticate') ?? '';
      headers = { ...headers, ...(await authorization(challenge, fetch)) };
      response = await fetch(url, { headers });
    }
    if (!response.ok)
      throw new Error(`Could not read ${image}: ${url} returned HTTP ${response.status}.`);
    return response;
  };
  const read = async <T>(url: string) => (await (await get(url)).json()) as T;
  return {
    async tags() {
      const tags: string[] = [];
      let url: string | undefined = `${base}/tags/list?n=1000`;
      while (url) {
        const response = await get(url);
        tags.push(...((await response.json()) as { tags: string[] }).tags);
        url = nextPage(response, url);
      }
      return tags;
    },
    async created(tag) {
      const { manifests, ...single } = await read<Manifest>(`${base}/manifests/${tag}`);
      const platform = manifests?.[0]?.digest;
      const { config } = platform ? await read<Manifest>(`${base}/manifests/${platform}`) : single;
      return new Date((await read<{ created: string }>(`${base}/blobs/${config?.digest}`)).created);
    },
  };
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

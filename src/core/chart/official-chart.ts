import table from '../versions/table.json' with { type: 'json' };

/** A chart of vcluster's own repository. */
export interface OfficialChart {
  address: string;
  version: string;
  /** Of the package, in hex, if it is known. */
  sha256?: string;
}

/** `scripts/refresh-versions.ts` adds those of the default versions. */
const CHECKSUMS: Readonly<Record<string, string>> = table.charts;

export function officialChart(name: string, version: string, checksums = CHECKSUMS): OfficialChart {
  const chart = `${name}-${version}`;
  const sha256 = checksums[chart];
  const address = `https://charts.loft.sh/charts/${chart}.tgz`;
  return { address, version, ...(sha256 && { sha256 }) };
}

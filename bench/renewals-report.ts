export interface Renewals {
  /** The second in which each request arrived. */
  arrivals: readonly number[];
  /** Start and end of the measurement and of the outage, in seconds. */
  from: number;
  interruptedAt: number;
  restoredAt: number;
  to: number;
  /** Leases that no longer exist at the end. */
  lost: number;
  /** Renewers that have not renewed since the outage. */
  late: number;
}

export interface RenewalsResult {
  requestsPerSecond: { before: number; outage: number; after: number };
  peak: { before: number; outage: number; after: number };
  lost: number;
  late: number;
}

/** Prints the table and returns the numbers in it. Incomplete seconds do not count. */
export function printRenewals(renewals: Renewals): RenewalsResult {
  const { arrivals, from, interruptedAt, restoredAt, to, lost, late } = renewals;
  const spans = {
    before: perSecond(arrivals, from, interruptedAt),
    outage: perSecond(arrivals, interruptedAt, restoredAt),
    after: perSecond(arrivals, restoredAt, to),
  };
  const [requestsPerSecond, peak] = [mapValues(spans, mean), mapValues(spans, highest)];
  console.log('| requests per second | before | during the outage | after |');
  console.log('| --- | --- | --- | --- |');
  console.log(row('mean', requestsPerSecond));
  console.log(row('peak', peak));
  console.log(`\nLeases lost: ${lost}. Not renewed since the outage: ${late}.`);
  return { requestsPerSecond, peak, lost, late };
}

type Spans<T> = Record<'before' | 'outage' | 'after', T>;

function perSecond(arrivals: readonly number[], from: number, to: number): number[] {
  const first = Math.ceil(from);
  const counts = Array.from({ length: Math.floor(to) - first }, () => 0);
  for (const second of arrivals) {
    const count = counts[second - first];
    if (count !== undefined) counts[second - first] = count + 1;
  }
  return counts;
}

const mapValues = <T, R>({ before, outage, after }: Spans<T>, map: (value: T) => R): Spans<R> => ({
  before: map(before),
  outage: map(outage),
  after: map(after),
});

const mean = (counts: readonly number[]): number =>
  counts.reduce((sum, count) => sum + count, 0) / counts.length;
const highest = (counts: readonly number[]): number => Math.max(...counts);

const row = (title: string, { before, outage, after }: Spans<number>): string =>
  `| ${[title, ...[before, outage, after].map((it) => it.toFixed(0))].join(' | ')} |`;

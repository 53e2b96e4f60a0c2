import { join } from 'node:path';
import { cached } from '../build/cached.ts';
import { goSource } from '../build/programs.ts';
import { helmPackage, type Tools } from '../build/tools.ts';
import { Report } from '../report.ts';
import { EKS } from '../versions.ts';

/** Path of the packaged chart for EKS. The chart is part of the source of vcluster. */
export async function eksChart({ helm }: Pick<Tools, 'helm'>): Promise<string> {
  const folder = await cached(
    {
      name: 'eks-chart',
      ingredients: [EKS.vcluster],
      make: async (target) => {
        const source = await goSource('vcluster-0.19', 'github.com/loft-sh/vcluster');
        await helmPackage(helm, join(source, 'charts', 'eks'), EKS.vcluster, target);
      },
    },
    new Report(),
  );
  return join(folder, `vcluster-eks-${EKS.vcluster}.tgz`);
}

import { UsageError } from '../errors.js';
import { formatJson } from '../format/data.js';
import { parseResult } from '../report/read.js';
import { styleOf } from './output.js';
import { type ReportFlags, readResultText } from './report.js';
import type { Deps } from './run.js';
import { EXIT } from './statuses.js';

/** `uestorm report DIR1 DIR2`: two runs side by side. Resolves to the exit status: that they differ is no failure. */
export async function compareCommand(
  places: readonly [string, string],
  flags: ReportFlags,
  deps: Deps,
): Promise<number> {
  const [option] =
    Object.entries({ threshold: flags.threshold, html: flags.html }).find(([, value]) => value) ?? [];
  if (option !== undefined) {
    throw new UsageError(
      `--${option}: belongs to one run, and two are compared; leave it or one of them out`,
    );
  }
  const [{ compare }, { formatComparison }, { readSeries }] = await Promise.all([
    import('../compare/compare.js'),
    import('../compare/text.js'),
    import('../series/read.js'),
  ]);
  const [a, b] = await Promise.all(
    places.map(async (name) => {
      const result = parseResult(await readResultText(name, deps), name);
      const series = await readSeries(name);
      if (series !== null) return { name, result, series };
      throw new UsageError(
        `${name}: has no timeseries.csv, from which one sees what other seeds would make; name the directory of uestorm run --out`,
      );
    }),
  );
  const comparison = compare(a, b);
  deps.stdout.write(
    flags.json
      ? formatJson({
          a: a.name,
          b: b.name,
          compared: comparison.compared,
        })
      : formatComparison(comparison, styleOf(deps.stdout, deps.env)),
  );
  return EXIT.ok;
}

/** A line of a chart: the amount (y) for each number of clusters (x). */
export interface Line {
  name: string;
  points: [x: number, y: number][];
}

export interface Chart {
  title: string;
  lines: Line[];
}

const WIDTH = 420;
const HEIGHT = 300;
const LEFT = 50;
const RIGHT = 20;
const TOP = 60;
const BOTTOM = 50;
/** Dashed and solid, so that you can tell them apart without colours. */
const STROKES = [
  'stroke="#8a5a00" stroke-dasharray="6 4" fill="none"',
  'stroke="#0b61a4" fill="none"',
];
const FILLS = ['#8a5a00', '#0b61a4'];
const TICKS = 4;
/** Width of one name in the legend. */
const LEGEND = 200;

/** Draws charts next to each other in one SVG. The x axis is logarithmic (base 2); the y axis starts at zero. */
export function plot(charts: readonly Chart[]): string {
  const width = WIDTH * charts.length;
  const parts = charts.map(
    (chart, index) => `<g transform="translate(${index * WIDTH} 0)">${draw(chart)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12">
<title>${charts.map(({ title }) => title).join('; ')}, by the number of clusters created in parallel</title>
<rect width="${width}" height="${HEIGHT}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function draw({ title, lines }: Chart): string {
  const counts = [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))];
  const step = roundUp(
    Math.max(...lines.flatMap(({ points }) => points.map(([, y]) => y))) / TICKS,
  );
  const last = Math.max(1, Math.log2(Math.max(...counts)));
  const x = (count: number) => LEFT + (Math.log2(count) / last) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / (TICKS * step)) * (HEIGHT - TOP - BOTTOM);
  const rules = Array.from({ length: TICKS + 1 }, (_, tick) => tick * step).map(
    (value) =>
      `<path d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}" stroke="#ddd"/>${text(LEFT - 6, y(value) + 4, String(value), 'end')}`,
  );
  const marks = counts.map((count) =>
    text(x(count), HEIGHT - BOTTOM + 18, String(count), 'middle'),
  );
  return [
    text(LEFT, 20, title, 'start', 'font-weight="bold"'),
    ...rules,
    ...marks,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, 'created in parallel', 'middle'),
    ...lines.map((line, index) => drawLine(line, index, x, y)),
  ].join('\n');
}

type Scale = (value: number) => number;

function drawLine({ name, points }: Line, index: number, x: Scale, y: Scale): string {
  const path = points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L');
  const dots = points.map(
    ([at, value]) =>
      `<circle cx="${x(at).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${FILLS[index]}"/>`,
  );
  const at = LEFT + index * LEGEND;
  const legend =
    `<path d="M${at} 36h24" stroke-width="2" ${STROKES[index]}/>` +
    text(at + 30, 40, name, 'start', `fill="${FILLS[index]}"`);
  return `<path d="M${path}" stroke-width="2" ${STROKES[index]}/>${dots.join('')}${legend}`;
}

const text = (x: number, y: number, words: string, anchor: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" ${more}>${words}</text>`;

/** Rounds up to a number that is easy to read. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((it) => it * power >= value) ?? 10) * power;
}

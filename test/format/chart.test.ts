import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Chart, formatChart } from '../../src/format/chart.js';

const CHART: Chart = {
  title: 'waits & <holds>',
  note: 'two panels',
  xTitle: 'load',
  formatX: String,
  panels: [
    {
      title: 'time',
      format: (y) => `${y} s`,
      limit: 5,
      courses: [
        {
          name: 'p99',
          points: [
            { x: 0.1, y: 0.01 },
            { x: 1, y: null },
            { x: 10, y: 10 },
          ],
          shadow: [
            { x: 0.1, y: 0.01 },
            { x: 10, y: 1 },
          ],
        },
      ],
    },
    { title: 'nothing measured', format: String, courses: [{ name: 'none', points: [{ x: 1, y: null }] }] },
  ],
  band: [1, 1.1],
  marks: [{ x: 2, label: 'knee' }],
};

describe('a chart', () => {
  const svg = formatChart(CHART);

  it('is one document that needs nothing else', () => {
    assert.match(
      svg,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*>\n<title>waits &amp; &lt;holds&gt;<\/title>/,
    );
    assert.ok(svg.endsWith('</svg>\n'));
    assert.doesNotMatch(svg, /NaN|undefined|Infinity|href|<script/);
  });

  it('leaves a gap for what was not measured', () => {
    assert.equal(svg.match(/<circle /g)?.length, 2);
    assert.equal(svg.match(/class="course"/g)?.length, 2);
    assert.equal(svg.match(/class="course dashed"/g)?.length, 1);
  });

  it('has limit, band and mark in their places', () => {
    assert.equal(svg.match(/class="limit"/g)?.length, 1);
    assert.equal(svg.match(/class="band"/g)?.length, 2);
    assert.ok(svg.includes('>knee</text>'));
  });

  it('is logarithmic where the values call for it, and says so by its ticks', () => {
    for (const tick of ['0.01 s', '0.1 s', '1 s', '10 s']) assert.ok(svg.includes(`>${tick}</text>`), tick);
    const [panel] = CHART.panels;
    const linear = formatChart({ ...CHART, panels: [{ ...panel, isLinear: true }] });
    for (const tick of ['0 s', '2 s', '10 s']) assert.ok(linear.includes(`>${tick}</text>`), tick);
  });

  it('has names in place of a numeric axis', () => {
    const points = [0, 1, 2].map((x) => ({ x, y: x }));
    const panels = [{ title: 't', format: String, courses: [{ name: 'c', points }] }];
    const named = formatChart({ ...CHART, panels, categories: ['one, a', 'two, b', 'three, c'] });
    for (const name of ['one', 'a', 'three', 'c']) assert.ok(named.includes(`>${name}</text>`), name);
  });
});

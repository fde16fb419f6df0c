const STYLE = {slower: 'bad', inconclusive: 'unsure', faster: 'good', unchanged: 'quiet'};
const WORST_FIRST = ['slower', 'inconclusive', 'faster', 'unchanged'];

const name = c => c.suite + ' ' + (c.operation === 'run' ? '' : c.operation + ' ') + c.shape + ' t' + c.threads
  + (c.library === 'lanewise' ? '' : ' ' + c.library);

function pText(p) {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

function verdict() {
  const counts = WORST_FIRST.map(v => [v, data.ours.filter(c => c.verdict === v).length]).filter(([, n]) => n);
  const text = counts.map(([v, n]) => n + ' ' + v).join(', ');
  const missing = data.missing.length ? ', ' + data.missing.length + ' missing in the new run' : '';
  const wanted = data.moreForks ? ' ' + data.moreForks + ' more forks a side are wanted.' : '';
  return h('p', {}, h('b' + ['.good', '.bad', '.unsure'][data.exitCode], {}, ['Fine', 'Regression', 'Inconclusive'][data.exitCode]),
    ': ' + text + missing + '.' + wanted);
}

/** Intervals of the ratio, one above the other, 1 in the middle. */
function intervals(changes) {
  const sure = changes.filter(c => c.high > 0);
  const far = Math.max(0.05, ...sure.map(c => Math.max(c.high - 1, 1 - c.low, c.threshold)));
  const end = Math.min(1.5, Math.ceil(far * 20) / 20);
  const names = sure.map(name);
  return chart('intervals of the ratio', width => sure.length * (rowLabels(names, width).height + 4) + 48, width => ({
    grid: {left: rowLabels(names, width).left, right: 16, top: 20, bottom: 26},
    xAxis: axis({type: 'value', min: 1 - Math.min(end, 0.95), max: 1 + end, splitNumber: width < 500 ? 4 : 8,
      axisLabel: {formatter: value => value.toFixed(2)}}),
    yAxis: axis({type: 'category', inverse: true, data: names, splitLine: {show: false}, axisLabel: rowLabels(names, width).axisLabel}),
    tooltip: tooltip(p => {
        const c = sure[p.data.index];
        return tip(name(c), c.before + ' → ' + c.after, 'ratio ' + c.ratio.toFixed(3) + ' [' + c.low.toFixed(3) + ', '
          + c.high.toFixed(3) + ']', 'p ' + pText(c.p) + ', threshold ' + (100 * c.threshold).toFixed(1) + ' %', c.verdict);
    }),
    series: [
      ...sure.map((c, i) => ({
        type: 'line', symbol: 'none', lineStyle: {color: css(STYLE[c.verdict]), width: 2},
        data: [{value: [c.low, i], index: i}, {value: [c.high, i], index: i}],
      })),
      {
        type: 'scatter', symbolSize: 8, z: 5,
        data: sure.map((c, i) => ({value: [c.ratio, i], index: i, itemStyle: {color: css(STYLE[c.verdict])}})),
        markLine: {silent: true, symbol: 'none', label: {show: true, position: 'start', distance: [0, -8], fontSize: 10,
          color: css('quiet'), formatter: p => p.data.text || ''},
          lineStyle: {color: css('quiet'), width: 1, type: 'solid'},
          data: [{xAxis: 1}, {xAxis: 1.03, lineStyle: {type: 'dotted'}}, {xAxis: 1 / 1.03, lineStyle: {type: 'dotted'}}]},
      },
    ],
  }));
}

function changesTable(changes) {
  return table([
    {name: 'Benchmark', wrap: true, text: name},
    {name: 'Old', numeric: true, text: c => c.before},
    {name: 'New', numeric: true, text: c => c.after},
    {name: 'Ratio', numeric: true, text: c => c.ratio.toFixed(3)},
    {name: '95 % interval', numeric: true, text: c => c.high > 0 ? c.low.toFixed(3) + ' – ' + c.high.toFixed(3) : '–'},
    {name: 'p, Holm', numeric: true, text: c => pText(c.p)},
    {name: 'Threshold', numeric: true, text: c => (100 * c.threshold).toFixed(1) + ' %'},
    {name: 'Allocated', numeric: true, text: c => c.bytesBefore + ' → ' + c.bytesAfter},
    {name: 'Forks', numeric: true, text: c => c.forks},
    {name: 'Verdict', text: c => c.verdict + (c.reason ? ': ' + c.reason : ''), style: c => STYLE[c.verdict]},
  ], changes);
}

function run(title, r) {
  return h('div', {}, h('h3', {}, title), facts([['Date', r.date], ['Commit', r.commit], ['JDK', r.jdk], ['Command', r.command]]));
}

show(() => {
  const order = (a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) || b.ratio - a.ratio;
  const ours = [...data.ours].sort(order);
  return [
    h('h1', {}, 'Comparison of two runs'),
    h('div.quiet', {}, data.cpu),
    verdict(),
    h('div.facts', {}, run('Old', data.before), run('New', data.after)),
    data.machine ? h('p', {}, 'The other libraries, which did not change, took ' + data.machine.toFixed(3)
      + ' times as long (geometric mean).') : null,
    h('h2', {}, 'Time of the new run over time of the old one'),
    h('p', {}, 'Dot: ratio of times. Bar: 95 % interval of the bootstrap over forks. Dotted: 3 % either way.'),
    ours.some(c => c.high > 0) ? intervals(ours) : null,
    h('h2', {}, 'Figures'),
    changesTable(ours),
    data.missing.length ? h('p', {}, 'Missing in the new run: ' + data.missing.join(', ')) : null,
    data.added.length ? h('p', {}, 'Only in the new run: ' + data.added.join(', ')) : null,
    data.rivals.length ? h('details', {}, h('summary', {}, 'Other libraries'), changesTable([...data.rivals].sort(order))) : null,
    footer(),
  ];
});

const LIBRARIES = ['lanewise', 'openblas', 'onednn', 'onednn-nhwc', 'onednn-best', 'pytorch', 'pytorch-channels-last',
  'netlib', 'ejml', 'commons-math', 'java-loop'];

const choice = {cpu: 0, threads: null, suite: null};

const distinct = values => [...new Set(values)];
const threadsText = n => n + (n === 1 ? ' thread' : ' threads');
const percentText = value => value === undefined ? '–' : value.toFixed(0) + ' %';
const label = row => (row.operation === 'run' ? '' : row.operation + ' ') + row.shape;

function byLibrary(a, b) {
  const place = library => (LIBRARIES.indexOf(library) + LIBRARIES.length + 1) % (LIBRARIES.length + 1);
  return place(a) - place(b) || a.localeCompare(b);
}

function selector(name, values, text, current, choose) {
  return h('label', {}, name, h('select', {'aria-label': name, onchange: event => choose(values[event.target.selectedIndex])},
    values.map(value => h('option', value === current ? {selected: ''} : {}, text(value)))));
}

function ceilings(cpu) {
  const rows = cpu.bandwidth.map(b => ({
    name: b.level, threads: b.threads, load: number(b.load) + ' GB/s', copy: number(b.copy) + ' GB/s', size: size(b.bytes)}));
  return [
    h('h3', {}, 'Measured ceiling'),
    table([
      {name: 'FMA peak', text: ([threads]) => threadsText(Number(threads))},
      {name: '', numeric: true, text: ([, gflops]) => number(gflops) + ' GFLOP/s'},
    ], Object.entries(cpu.peaks)),
    table([
      {name: 'Memory', text: row => row.name},
      {name: 'Array', numeric: true, text: row => row.size},
      {name: 'Threads', numeric: true, text: row => String(row.threads)},
      {name: 'Load', numeric: true, text: row => row.load},
      {name: 'Copy', numeric: true, text: row => row.copy},
    ], rows),
  ];
}

function size(bytes) {
  return bytes >= 1 << 20 ? number(bytes / (1 << 20)) + ' MiB' : number(bytes / 1024) + ' KiB';
}

function standings(cpu) {
  return [
    h('h2', {}, 'Where we stand'),
    h('p', {}, 'Percentages are of the ceiling that bounds a case: FMA peak for arithmetic, bandwidth of the memory level '
      + 'for streams. A ratio is the best rival’s time over ours; above 1 we are faster. Means are geometric.'),
    table([
      {name: 'Suite', text: s => s.suite},
      {name: 'Threads', numeric: true, text: s => String(s.threads)},
      {name: 'Cases', numeric: true, text: s => String(s.cases)},
      {name: 'Of ceiling', numeric: true, text: s => percentText(s.percent)},
      {name: 'Best', numeric: true, text: s => percentText(s.best)},
      {name: 'Ratio', numeric: true, text: s => ratioText(s.ratio), style: s => ratioStyle(s.ratio)},
      {name: 'Least', numeric: true, text: s => ratioText(s.worst && s.worst.ratio), style: s => ratioStyle(s.worst && s.worst.ratio)},
      {name: 'against', text: s => s.worst ? s.worst.rival : ''},
      {name: 'at', text: s => s.worst ? s.worst.operation + ' ' + s.worst.shape : ''},
    ], cpu.standings),
  ];
}

function ratioText(ratio) {
  return ratio === undefined ? '–' : ratio.toFixed(2);
}

function ratioStyle(ratio) {
  return ratio === undefined ? '' : ratio >= 1 ? 'good' : 'bad';
}

/** One panel for each operation of a suite: a group of bars for each shape, a bar for each library. */
function bars(cpu) {
  const rows = cpu.rows.filter(row => row.threads === choice.threads);
  const libraries = distinct(rows.map(row => row.library)).sort(byLibrary);
  const panels = distinct(rows.map(row => row.suite + '\n' + row.operation)).map(id => {
    const [suite, operation] = id.split('\n');
    return panel(suite, operation, rows.filter(row => row.suite === suite && row.operation === operation));
  });
  return [
    h('h2', {}, 'Of what this CPU can do, ' + threadsText(choice.threads)),
    h('ul.legend', {}, libraries.map(library =>
      h('li', {}, h('span.swatch', {style: 'background:' + colour(library)}), library))),
    h('div.panels', {}, panels),
  ];
}

function panel(suite, operation, rows) {
  const shapes = distinct(rows.map(row => row.shape));
  const libraries = distinct(rows.map(row => row.library)).sort(byLibrary);
  const percent = rows.some(row => row.percent !== undefined);
  const unit = percent ? 'percent of ' + (rows[0].unit === 'GFLOP/s' ? 'FMA peak' : 'bandwidth') : rows[0].unit;
  const find = (shape, library) => rows.find(row => row.shape === shape && row.library === library);
  const group = 8 * libraries.length + 8;
  return h('section', {},
    h('h3', {}, operation === 'run' ? suite : suite + ' ' + operation, h('span.quiet', {}, ' · ' + unit)),
    chart(suite + ' ' + operation, width => Math.max(group, rowLabels(shapes, width).height) * shapes.length + 26, width => ({
      grid: {left: rowLabels(shapes, width).left, right: 40, top: 2, bottom: 22},
      xAxis: axis({type: 'value', min: 0, max: percent ? value => Math.max(100, Math.ceil(value.max / 10) * 10) : undefined,
        interval: percent ? (width < 420 ? 50 : 20) : undefined, splitNumber: width < 420 ? 3 : 5,
        axisLabel: {formatter: value => percent ? value + '%' : value >= 1e4 ? value / 1e3 + 'k' : String(value)}}),
      yAxis: axis({type: 'category', inverse: true, data: shapes, splitLine: {show: false},
        axisLabel: rowLabels(shapes, width).axisLabel}),
      tooltip: tooltip(p => rowTip(find(shapes[p.dataIndex], libraries[p.seriesIndex]))),
      series: libraries.map((library, i) => ({
        type: 'bar', name: library, barWidth: 7, barGap: '14%', itemStyle: {color: colour(library)},
        data: shapes.map(shape => {
          const row = find(shape, library);
          return row ? (percent ? row.percent : row.rate) : null;
        }),
        label: {show: i === 0, position: 'right', distance: 3, color: css('ink'), fontSize: 10,
          formatter: p => p.value === null || p.value === undefined ? '' : percent ? p.value.toFixed(0) : number(p.value)},
      })),
    })));
}

function rowTip(row) {
  if (!row) return '';
  return tip(row.library + ' · ' + row.suite + ' ' + label(row),
    row.time + ' a call, ' + row.rateText + ' ' + row.unit,
    row.percent === undefined ? '' : percentText(row.percent) + ' of ' + number(row.ceiling) + ' ' + row.unit
      + (row.unit === 'GB/s' ? ' (' + row.level + ')' : ''),
    row.allocated + ' allocated a call, ' + row.forks + ' forks, ' + row.date.slice(0, 10));
}

function roofline(cpu) {
  const rows = cpu.rows.filter(row => row.threads === choice.threads && row.flops > 0 && row.bytes > 0
    && (row.unit === 'GFLOP/s' || row.unit === 'GB/s'));
  const peak = cpu.peaks[choice.threads];
  const levels = cpu.bandwidth.filter(b => b.threads === choice.threads);
  if (!rows.length || !peak) return [];
  const intensity = row => row.flops / row.bytes;
  const gflops = row => row.flops / row.seconds / 1e9;
  const decade = (value, round) => Math.pow(10, round(Math.log10(value)));
  const left = decade(Math.min(...rows.map(intensity)), Math.floor);
  const right = decade(Math.max(...rows.map(intensity), ...levels.map(b => peak / b.best)) * 1.01, Math.ceil);
  const bottom = decade(Math.min(...rows.map(gflops)), Math.floor);
  const top = decade(peak * 1.05, Math.ceil);
  const libraries = distinct(rows.map(row => row.library)).sort(byLibrary).reverse();
  const line = (name, points, at) => ({
    type: 'line', name, data: points, symbol: 'none', silent: true, z: 1, lineStyle: {color: css('quiet'), width: 1},
    endLabel: {show: false},
    markPoint: {silent: true, symbol: 'rect', symbolSize: 0.1, data: [{coord: at.coord}],
      label: {show: true, formatter: name, color: css('quiet'), fontSize: 10, position: at.position, distance: 3}},
  });
  return [
    h('h2', {}, 'Roofline, ' + threadsText(choice.threads)),
    h('p', {}, 'Operations a byte that a call must move, against GFLOP/s. Lines are the measured ceilings; a point lies '
      + 'below the line of the memory level that holds its operands.'),
    chart('roofline', width => Math.max(300, Math.min(520, width * 0.6)), width => ({
      grid: {left: 46, right: 22, top: 16, bottom: 38},
      xAxis: axis({type: 'log', min: left, max: right, name: 'FLOP / byte', nameLocation: 'middle', nameGap: 24}),
      yAxis: axis({type: 'log', min: bottom, max: top, name: 'GFLOP/s', nameGap: 4,
        nameTextStyle: {color: css('quiet'), align: 'left'}}),
      tooltip: tooltip(p => p.data && p.data.row ? rowTip(p.data.row) : ''),
      series: [
        line('FMA ' + number(peak), [[Math.min(...levels.map(b => peak / b.best), right), peak], [right, peak]],
          {coord: [right, peak], position: ['-58', -14]}),
        ...levels.map(b => {
          const start = Math.max(left, bottom / b.best);
          const end = Math.min(right, peak / b.best);
          return line(b.level + ' ' + number(b.best) + (width < 500 ? '' : ' GB/s'), [[start, start * b.best], [end, end * b.best]],
            {coord: [start * 1.08, start * 1.08 * b.best], position: 'right'});
        }),
        ...libraries.map(library => ({
          type: 'scatter', name: library, symbolSize: library === 'lanewise' ? 7 : 5, z: library === 'lanewise' ? 4 : 3,
          symbol: library === 'lanewise' ? 'circle' : 'emptyCircle', itemStyle: {color: colour(library), opacity: 0.85},
          data: rows.filter(row => row.library === library).map(row => ({value: [intensity(row), gflops(row)], row})),
        })),
      ],
    })),
  ];
}

/** The changes as a table, and a small chart for each benchmark of a suite. */
function history(cpu) {
  const suites = distinct(cpu.histories.map(series => series.suite));
  choice.suite = suites.includes(choice.suite) ? choice.suite : suites[0];
  const all = cpu.histories.filter(series => series.suite === choice.suite && series.threads === choice.threads);
  const changed = cpu.histories.filter(series => series.changes.length);
  return [
    h('h2', {}, 'History on this class of CPUs'),
    h('p', {}, cpu.runs === 1
      ? 'One run so far: a history begins with the second.'
      : 'Time of a call over ' + cpu.runs + ' runs; each scale spans the median and 25 % either way, or more. A change point (dashed) is a cut that at '
        + 'most 1 % of random orders reach, with more than 3 % between the means on both sides.'),
    changed.length ? table([
      {name: 'Changed', text: c => c.series.suite + ' ' + label(c.series)},
      {name: 'Threads', numeric: true, text: c => String(c.series.threads)},
      {name: 'since', text: c => c.series.points[c.index].date.slice(0, 10)},
      {name: 'Commit', text: c => c.series.points[c.index].commit.slice(0, 10)},
      {name: 'JDK', text: c => c.series.points[c.index].jdk},
      {name: 'Time', numeric: true, text: c => (c.ratio > 1 ? '+' : '−') + Math.abs(100 * (c.ratio - 1)).toFixed(1) + ' %',
        style: c => c.ratio > 1 ? 'bad' : 'good'},
    ], changed.flatMap(series => series.changes.map(change => ({series, ...change})))) : null,
    cpu.runs === 1 ? null
      : all.length ? chart('history of ' + choice.suite, width => Math.ceil(all.length / columns(width)) * 96 + 8,
        width => small(all, width))
      : h('p', {}, 'No benchmark of this suite with ' + threadsText(choice.threads) + '.'),
  ];
}

function columns(width) {
  return Math.max(1, Math.floor(width / 290));
}

/** Median of the times, and 25 % either way at least. */
function span(series) {
  const sorted = series.points.map(p => p.seconds).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  return {min: Math.min(median / 1.25, sorted[0] * 0.98), max: Math.max(median * 1.25, sorted[sorted.length - 1] * 1.02)};
}

/** A small chart for each benchmark: time of a call, run by run; a line where the level changed. */
function small(all, width) {
  const n = columns(width);
  const cell = (width - 4) / n;
  const place = i => ({x: (i % n) * cell, y: Math.floor(i / n) * 96 + 4});
  return {
    title: all.map((series, i) => ({
      text: label(series) + '  {time|' + series.points[series.points.length - 1].time + '}', left: place(i).x, top: place(i).y,
      padding: 0, textStyle: {fontSize: 11, fontWeight: 'normal', color: css('ink'), width: cell - 24, overflow: 'truncate',
        rich: {time: {color: css('quiet'), fontSize: 11}}},
    })),
    grid: all.map((series, i) => ({left: place(i).x, top: place(i).y + 32, width: cell - 24, height: 50})),
    xAxis: all.map((series, i) => axis({type: 'category', gridIndex: i, data: series.points.map(p => p.date),
      splitLine: {show: false}, axisLabel: {show: false}})),
    yAxis: all.map((series, i) => axis({type: 'value', gridIndex: i, ...span(series), splitLine: {show: false}, axisLine: {show: false},
      axisLabel: {show: false}})),
    tooltip: tooltip(p => {
        const point = all[p.seriesIndex].points[p.dataIndex];
        return tip(label(all[p.seriesIndex]), point.time, point.date, 'commit ' + point.commit.slice(0, 10), 'JDK ' + point.jdk);
      }),
    series: all.map((series, i) => ({
      type: 'line', xAxisIndex: i, yAxisIndex: i, data: series.points.map(p => p.seconds), symbol: 'circle',
      symbolSize: series.points.length > 30 ? 2 : 4, showAllSymbol: true, itemStyle: {color: css('ours')},
      lineStyle: {width: 1, color: css('ours')},
      markLine: {silent: true, symbol: 'none', animation: false, lineStyle: {color: css('bad'), width: 1, type: 'dashed'},
        label: {show: true, fontSize: 10, color: css('bad'), position: 'end', distance: 2,
          formatter: p => p.data.text},
        data: series.changes.map(c => ({xAxis: c.index,
          text: (c.ratio > 1 ? '+' : '−') + Math.abs(100 * (c.ratio - 1)).toFixed(0) + ' %'}))},
    })),
  };
}

function figures(cpu) {
  const rows = [...cpu.rows].sort((a, b) => a.suite.localeCompare(b.suite) || a.operation.localeCompare(b.operation)
    || a.shape.localeCompare(b.shape, undefined, {numeric: true}) || a.threads - b.threads || a.seconds - b.seconds);
  return [
    h('h2', {}, 'All figures'),
    h('details', {}, h('summary', {}, rows.length + ' benchmarks'), table([
      {name: 'Suite', text: r => r.suite},
      {name: 'Operation', text: r => r.operation},
      {name: 'Shape', text: r => r.shape},
      {name: 'Threads', numeric: true, text: r => String(r.threads)},
      {name: 'Library', text: r => r.library},
      {name: 'Time', numeric: true, text: r => r.time},
      {name: 'Rate', numeric: true, text: r => r.rateText + ' ' + r.unit},
      {name: 'Of ceiling', numeric: true, text: r => percentText(r.percent)},
      {name: 'Level', text: r => r.level},
      {name: 'Allocated', numeric: true, text: r => r.allocated},
      {name: 'Forks', numeric: true, text: r => String(r.forks)},
      {name: 'Date', text: r => r.date.slice(0, 10)},
    ], rows)),
  ];
}

show(rebuild => {
  const cpu = data.cpus[choice.cpu];
  const threads = distinct(cpu.rows.map(row => row.threads)).sort((a, b) => a - b);
  choice.threads = threads.includes(choice.threads) ? choice.threads : threads[0];
  const suites = distinct(cpu.histories.map(series => series.suite));
  return [
    h('h1', {}, 'Lanewise bench'),
    h('div.quiet', {}, cpu.cpuClass),
    h('div.facts', {}, facts(Object.entries(cpu.facts)), h('div', {}, ceilings(cpu))),
    h('div.controls', {},
      data.cpus.length > 1 ? selector('CPU', data.cpus, c => c.cpuClass, cpu, c => {
        choice.cpu = data.cpus.indexOf(c);
        rebuild();
      }) : null,
      selector('Threads', threads, String, choice.threads, n => {
        choice.threads = n;
        rebuild();
      }),
      selector('History of', suites, String, choice.suite || suites[0], s => {
        choice.suite = s;
        rebuild();
      })),
    ...standings(cpu), ...bars(cpu), ...roofline(cpu), ...history(cpu), ...figures(cpu), footer(),
  ];
});

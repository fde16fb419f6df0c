'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const charts = [];

/** An element: a tag with classes, attributes, and children that are elements or texts. */
function h(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return element;
}

/** A value of the style sheet, of the colour scheme in use. */
function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

function colour(library) {
  return css(library === 'lanewise' ? 'ours' : library) || css('quiet');
}

/** Three digits that count. */
function number(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}

function escaped(text) {
  return String(text).replace(/[&<>"]/g, c => '&#' + c.charCodeAt(0) + ';');
}

/** Lines of a tooltip; the first is its heading. */
function tip(heading, ...lines) {
  return '<b>' + escaped(heading) + '</b>' + lines.filter(Boolean).map(line => '<br>' + escaped(line)).join('');
}

function narrow() {
  return document.documentElement.clientWidth < 700;
}

/**
 * A chart that follows its width and the colour scheme.
 *
 * options is called whenever it is drawn, and gives ECharts' options; height gives the pixels.
 */
function chart(label, height, options) {
  const element = h('div.chart', {role: 'img', 'aria-label': label});
  charts.push({element, height, options, instance: null});
  return element;
}

function draw() {
  for (const entry of charts) {
    if (!entry.element.isConnected || entry.element.clientWidth === 0) continue;
    entry.element.style.height = entry.height(entry.element.clientWidth) + 'px';
    if (entry.instance) entry.instance.dispose();
    entry.instance = echarts.init(entry.element, null, {devicePixelRatio: Math.max(2, devicePixelRatio)});
    entry.instance.setOption({
      animation: false,
      textStyle: {fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11},
      ...entry.options(entry.element.clientWidth),
    });
  }
}

/** Tooltips whose text is what formatter makes of a point. */
function tooltip(formatter) {
  return {trigger: 'item', confine: true, backgroundColor: css('paper'), borderColor: css('line'), padding: 6, formatter,
    textStyle: {color: css('ink'), fontSize: 12}, extraCssText: 'max-width: 90vw; white-space: normal; box-shadow: none'};
}

/** Labels left of a chart, as wide as the longest or as the width allows, and the lines that the longest then takes. */
function rowLabels(texts, width) {
  const longest = Math.max(...texts.map(text => text.length));
  const room = Math.min(width * 0.4, 6.4 * longest + 6);
  const lines = Math.max(...texts.map(text => {
    const whole = Math.ceil(6.4 * text.length / room);
    return whole > 1 && text.includes(' ') ? whole + 1 : whole;
  }));
  return {left: room + 10, height: 13 * lines + 4,
    axisLabel: {width: room, overflow: 'break', lineHeight: 13, color: css('ink'), interval: 0}};
}

/** Axis in the style of the page. */
function axis(more) {
  return {
    axisLine: {show: true, lineStyle: {color: css('line')}},
    axisTick: {show: false},
    splitLine: {show: true, lineStyle: {color: css('line'), width: 0.5}},
    minorSplitLine: {show: false},
    nameTextStyle: {color: css('quiet'), fontSize: 11},
    ...more,
    axisLabel: {color: css('quiet'), fontSize: 11, ...more.axisLabel},
  };
}

/** A table: columns of {name, text, numeric, wrap, style}. */
function table(columns, rows) {
  const kind = column => (column.numeric ? '.n' : '') + (column.wrap ? '.wrap' : '');
  return h('div.scroll', {},
    h('table', {},
      h('thead', {}, h('tr', {}, columns.map(c => h('th' + kind(c), {scope: 'col'}, c.name)))),
      h('tbody', {}, rows.map(row => h('tr', {}, columns.map(c => {
        const style = c.style ? c.style(row) : '';
        return h('td' + kind(c) + (style ? '.' + style : ''), {}, c.text(row));
      }))))));
}

function facts(entries) {
  return h('dl', {}, entries.map(([name, value]) =>
    [h('dt', {}, name), h('dd', {}, name === 'Command' || name === 'Flags' ? h('code', {}, value) : String(value))]));
}

function footer() {
  return h('footer', {}, 'Charts: Apache ECharts 5.5.0, Apache License 2.0. This page loads nothing and sends nothing.');
}

/** Fills the page, now and again when its width or the colour scheme changes. */
function show(build) {
  const rebuild = () => {
    charts.splice(0).forEach(entry => entry.instance && entry.instance.dispose());
    document.getElementById('page').replaceChildren(...build(rebuild).flat(Infinity).filter(Boolean));
    draw();
  };
  rebuild();
  let width = document.documentElement.clientWidth;
  let waiting = 0;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (document.documentElement.clientWidth !== width) {
        width = document.documentElement.clientWidth;
        draw();
      }
    }, 120);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', rebuild);
  document.addEventListener('toggle', draw, true);
}

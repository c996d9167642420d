// How each chart is drawn from its table. Colours are asked for on every drawing, so that they follow the theme.
const charts = (() => {
  const ms = v => v === null || v === undefined ? '–' : v >= 100 ? v.toFixed(1) : v.toFixed(v >= 10 ? 2 : 3);
  const count = v => v.toLocaleString('en-US');
  const escape = text => echarts.format.encodeHTML(String(text));
  const rowsOf = (chart, name) => chart.rows.filter(row => row[0] === name);

  function base() {
    const ink = theme.color('--ink');
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { color: ink, fontFamily: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif' },
      tooltip: {
        confine: true, backgroundColor: theme.color('--card'), borderColor: theme.color('--rule'),
        textStyle: { color: ink, fontSize: 12 },
      },
      legend: { top: 0, left: 0, textStyle: { color: ink }, itemWidth: 30, inactiveColor: theme.color('--tester') },
    };
  }

  function axis(name, more) {
    const soft = theme.color('--soft');
    return {
      name, nameLocation: 'middle', nameTextStyle: { color: soft }, axisLabel: { color: soft },
      axisLine: { lineStyle: { color: theme.color('--rule') } }, axisTick: { lineStyle: { color: theme.color('--rule') } },
      splitLine: { lineStyle: { color: theme.color('--grid') } }, ...more,
    };
  }

  const line = (style, more) => ({
    type: 'line', name: style.name, symbol: 'none',
    lineStyle: { color: theme.color(style.color), width: 2, type: style.dash === 'dashdot' ? [8, 3, 2, 3] : style.dash },
    itemStyle: { color: theme.color(style.color) }, emphasis: { lineStyle: { width: 3 } }, ...more,
  });

  // Within a region and between regions latency differs by orders of magnitude: two charts, each on a linear axis of its own.
  const halves = chart => [['within a region', true], ['between regions', false]]
    .map(([title, within]) => ({ title, series: chart.series.filter(style => style.within === within) }))
    .filter(half => half.series.length > 0);

  function titled(half) {
    return {
      ...base(),
      title: { text: half.title, left: 0, top: 0, textStyle: { color: theme.color('--ink'), fontSize: 14 } },
      legend: { ...base().legend, top: 24 },
      grid: { left: 62, right: 20, top: 40 + 22 * Math.ceil(half.series.length / 3), bottom: 48 },
    };
  }

  function percentiles(chart, half) {
    const nines = percent => -Math.log10(1 - percent / 100);
    const label = x => x === 0 ? '0 %' : (100 * (1 - Math.pow(10, -x))).toFixed(Math.max(0, x - 2)) + ' %';
    const most = Math.max(...half.series.map(style => nines(rowsOf(chart, style.name).at(-1)[1])));
    return {
      ...titled(half),
      xAxis: axis('percentile of frames', { type: 'value', min: 0, max: Math.ceil(most * 4) / 4, interval: 1, nameGap: 28, axisLabel: { color: theme.color('--soft'), hideOverlap: true, formatter: x => Number.isInteger(x) ? label(x) : '' } }),
      yAxis: axis('CDN latency (ms)', { type: 'value', scale: true, nameGap: 42 }),
      tooltip: {
        ...base().tooltip, trigger: 'axis', axisPointer: { type: 'line' },
        formatter: points => escape('at most ' + (100 * (1 - Math.pow(10, -points[0].value[0]))).toFixed(4) + ' % of frames') + points.map(p => '<br>' + p.marker + escape(p.seriesName) + ': <b>' + ms(p.value[1]) + '</b> ms').join(''),
      },
      series: half.series.map(style => line(style, {
        name: style.name + ' (n = ' + count(style.n) + ')', data: rowsOf(chart, style.name).map(row => [nines(row[1]), row[2]]),
      })),
    };
  }

  function timeline(chart, style) {
    const rows = rowsOf(chart, style.name);
    const soft = theme.color('--soft');
    return {
      ...base(),
      title: { text: style.name, left: 0, top: 0, textStyle: { color: theme.color('--ink'), fontSize: 14 } },
      legend: { ...base().legend, left: 'right' },
      grid: { left: 60, right: 15, top: 38, bottom: 42 },
      xAxis: axis('time (s)', { type: 'value', min: 0, max: chart.window_s, nameGap: 24, splitLine: { show: false } }),
      yAxis: axis('CDN latency (ms)', { type: 'value', scale: true, nameGap: 42 }),
      tooltip: {
        ...base().tooltip, trigger: 'axis',
        formatter: points => {
          const row = rows[points[0].dataIndex];
          return row[1] + ' to ' + (row[1] + style.bin_s).toFixed(1) + ' s, n = ' + count(row[2]) + ' frames<br>p50 <b>' + ms(row[3]) + '</b> · p99 <b>' + ms(row[4]) + '</b> · max <b>' + ms(row[5]) + '</b> ms';
        },
      },
      series: [
        line(style, { name: 'max', lineStyle: { width: 0 }, symbol: 'circle', symbolSize: 4, itemStyle: { color: soft }, data: rows.map(row => [row[1], row[5]]) }),
        line(style, { name: 'p99', lineStyle: { color: theme.color(style.color), width: 1.5, type: [3, 3] }, data: rows.map(row => [row[1], row[4]]) }),
        line(style, { name: 'p50', lineStyle: { color: theme.color(style.color), width: 2.5, type: 'solid' }, data: rows.map(row => [row[1], row[3]]) }),
      ],
    };
  }

  function stageColors(chart) {
    const used = {};
    return chart.stages.map(stage => {
      if (stage.kind === 'link' || stage.kind === 'unexplained') return theme.color('--stage-' + stage.kind);
      used[stage.kind] = (used[stage.kind] ?? -1) + 1;
      return theme.color('--stage-' + stage.kind + '-' + used[stage.kind] % 4);
    });
  }

  function stacked(categories, series, title, marks) {
    const card = theme.color('--card');
    return {
      ...base(),
      title: title ? { text: title, left: 0, top: 0, textStyle: { color: theme.color('--ink'), fontSize: 14 } } : undefined,
      legend: { ...base().legend, top: title ? 24 : 0, itemWidth: 14 },
      grid: { left: 175, right: 40, top: title ? 94 : 56, bottom: 45 },
      xAxis: axis('time (ms)', { type: 'value', nameGap: 26 }),
      yAxis: axis('', { type: 'category', inverse: true, data: categories, splitLine: { show: false }, axisLabel: { color: theme.color('--ink') } }),
      tooltip: { ...base().tooltip, trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: v => ms(Array.isArray(v) ? v[0] : v) + ' ms' },
      series: [
        ...series.map(s => ({
          type: 'bar', stack: 'all', name: s.name, data: s.data, barMaxWidth: 26,
          itemStyle: { color: s.color, borderColor: card, borderWidth: 0.5, decal: s.hatched ? { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: card } : undefined },
        })),
        ...marks.map(mark => ({
          type: 'scatter', name: mark.name, symbol: mark.symbol, symbolSize: 11, z: 5, data: mark.data.map((v, i) => [v, i]),
          itemStyle: { color: mark.hollow ? card : theme.color('--ink'), borderColor: theme.color('--ink'), borderWidth: 2 },
        })),
      ],
    };
  }

  function waterfall(chart, links) {
    const colors = stageColors(chart);
    const bars = chart.pairs.flatMap(pair => [{ pair, column: 2, label: 'p50' }, { pair, column: 3, label: 'p99' }]);
    const series = chart.stages.map((stage, i) => ({
      name: stage.name, color: colors[i], hatched: stage.kind === 'link' || stage.kind === 'unexplained', kind: stage.kind,
      data: bars.map(bar => rowsOf(chart, bar.pair.name).find(row => row[1] === stage.name)?.[bar.column] ?? null),
    })).filter(s => links || s.kind !== 'link');
    const ends = { name: 'end to end', symbol: 'diamond', data: bars.map(bar => bar.pair[bar.label]) };
    return stacked(bars.map(bar => bar.pair.name + '  ' + bar.label), series, links ? 'All stages' : 'Without the links: the CDN’s own part', links ? [ends] : []);
  }

  function joins(chart) {
    const series = chart.phases.map((phase, i) => ({
      name: phase, color: theme.color('--phase-' + i),
      data: chart.bars.map(bar => rowsOf(chart, bar.name).find(row => row[1] === phase)[2]),
    }));
    return stacked(chart.bars.map(bar => bar.name + ' (n = ' + count(bar.n) + ')'), series, null, [
      { name: 'total p50', symbol: 'diamond', hollow: true, data: chart.bars.map(bar => bar.p50) },
      { name: 'total p95', symbol: 'diamond', data: chart.bars.map(bar => bar.p95) },
    ]);
  }

  function resources(chart) {
    const names = chart.rows.map(row => row[0]);
    const data = column => chart.rows.map((row, i) => ({ value: row[column], itemStyle: { color: theme.color(chart.colors[i]) } }));
    const panel = (index, name) => axis(name, { gridIndex: index, type: 'value', nameGap: 26 });
    const label = digits => ({ show: true, position: 'right', color: theme.color('--ink'), formatter: p => p.value.toFixed(digits) });
    const category = index => axis('', { gridIndex: index, type: 'category', inverse: true, data: names, splitLine: { show: false }, axisLabel: { color: theme.color('--ink'), show: index === 0 } });
    return {
      ...base(),
      legend: { show: false },
      grid: [{ left: 130, width: '36%', top: 10, bottom: 45 }, { left: '58%', right: 60, top: 10, bottom: 45 }],
      xAxis: [panel(0, 'CPU (cores)'), panel(1, 'resident memory (MiB)')],
      yAxis: [category(0), category(1)],
      tooltip: { ...base().tooltip, trigger: 'item' },
      series: [
        { type: 'bar', name: 'CPU (cores)', data: data(1), barMaxWidth: 20, label: label(3) },
        { type: 'bar', name: 'resident (MiB)', xAxisIndex: 1, yAxisIndex: 1, data: data(2), barMaxWidth: 20, label: label(0) },
      ],
    };
  }

  function viewers(chart, half) {
    return {
      ...titled(half),
      xAxis: axis('viewers, best to worst (% of their region pair)', { type: 'value', min: 0, max: 100, nameGap: 28 }),
      yAxis: axis('p99 of the viewer (ms)', { type: 'value', scale: true, nameGap: 42 }),
      tooltip: { ...base().tooltip, trigger: 'item', formatter: p => escape(p.data[2]) + ': p99 <b>' + ms(p.data[1]) + '</b> ms' },
      series: half.series.map(style => line(style, {
        name: style.name + ' (n = ' + count(style.n) + ')', step: 'start', symbol: 'circle', symbolSize: style.n <= 100 ? 4 : 2,
        data: rowsOf(chart, style.name).map(row => [row[4], row[6], row[1]]),
      })),
    };
  }

  // Per chart: the panels it consists of, each with its height in pixels, whether two stand side by side, and its option.
  const sideBySide = panels => ({ columns: Math.min(2, panels.length), panels });
  const kinds = {
    percentiles: chart => sideBySide(halves(chart).map(half => ({ height: 400, option: () => percentiles(chart, half) }))),
    timeline: chart => sideBySide(chart.series.map(style => ({ height: 240, option: () => timeline(chart, style) }))),
    waterfall: chart => sideBySide([true, false].map(links => ({ height: 154 + chart.pairs.length * 72, option: () => waterfall(chart, links) }))),
    joins: chart => ({ panels: [{ height: 115 + chart.bars.length * 46, option: () => joins(chart) }] }),
    resources: chart => ({ panels: [{ height: 65 + chart.rows.length * 30, option: () => resources(chart) }] }),
    viewers: chart => sideBySide(halves(chart).map(half => ({ height: 320, option: () => viewers(chart, half) }))),
  };

  function draw(place, chart) {
    const kind = kinds[place.dataset.chart](chart);
    place.style.display = 'grid';
    place.style.gridTemplateColumns = 'repeat(' + (kind.columns ?? 1) + ', minmax(0, 1fr))';
    place.style.gap = '0.5rem 1.5rem';
    const panels = kind.panels.map(panel => {
      const box = document.createElement('div');
      box.style.height = panel.height + 'px';
      box.style.minWidth = 0;
      place.append(box);
      return { box, option: panel.option, instance: echarts.init(box, null, { renderer: 'svg' }) };
    });
    const redraw = () => panels.forEach(p => p.instance.setOption(p.option(), true));
    redraw();
    return { redraw, resize: width => panels.forEach(p => p.instance.resize(width ? { width: (width / (kind.columns ?? 1)) - 24 } : undefined)) };
  }

  return { draw };
})();

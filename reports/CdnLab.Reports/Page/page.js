// Brings the page to life: charts, their tables, sorting, download, copying.
(() => {
  const PRINT_WIDTH = 1000;
  const data = JSON.parse(document.getElementById('charts').textContent);
  const drawn = [...document.querySelectorAll('.chart[data-chart]')].map(place => charts.draw(place, data[place.dataset.chart]));

  for (const table of document.querySelectorAll('table[data-sortable]')) tables.makeSortable(table);
  for (const details of document.querySelectorAll('details.chart-data')) {
    details.addEventListener('toggle', () => tables.fill(details, details.dataset.chart, data[details.dataset.chart]), { once: true });
  }

  let printing = false;
  theme.onChange(reason => {
    printing = reason === 'print';
    for (const chart of drawn) {
      // In this order: drawing flushes at once, resizing alone would wait for a frame that paper does not get.
      chart.resize(printing ? PRINT_WIDTH : undefined);
      chart.redraw();
    }
  });

  // Laying out a page for paper counts as a resize too, but still measures the screen.
  addEventListener('resize', () => { if (!printing) drawn.forEach(chart => chart.resize()); });

  document.getElementById('download').addEventListener('click', () =>
    tables.save('results.json', 'application/json', document.getElementById('results').textContent));
  const copy = document.getElementById('copy');
  copy.addEventListener('click', async () => {
    const code = document.getElementById('repeat');
    try {
      await navigator.clipboard.writeText(code.textContent);
      copy.textContent = 'copied';
    } catch {
      // Files may not write to the clipboard everywhere: mark the command so that a key press copies it.
      getSelection().selectAllChildren(code);
    }
  });
})();

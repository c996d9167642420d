// Tables sort by a click on a heading. Without this script they are plain tables.
const tables = (() => {
  const value = cell => {
    const text = cell.dataset.v ?? cell.textContent;
    const number = Number(String(text).replaceAll(',', ''));
    return text === '' || Number.isNaN(number) ? text : number;
  };

  function compare(a, b) {
    // What was not measured sorts last, whichever way.
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (typeof a === 'number') return -1;
    if (typeof b === 'number') return 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }

  function sort(table, column, header) {
    const descending = header.getAttribute('aria-sort') === 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    const rows = [...table.tBodies[0].rows].map(row => ({ row, key: value(row.cells[column]) }));
    rows.sort((a, b) => descending && typeof a.key === typeof b.key ? compare(b.key, a.key) : compare(a.key, b.key));
    table.tBodies[0].append(...rows.map(r => r.row));
  }

  function makeSortable(table) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = header.textContent;
      header.replaceChildren(button);
      button.addEventListener('click', () => sort(table, column, header));
    });
  }

  function save(name, type, text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function csv(chart) {
    const field = v => v === null ? '' : /[",\n]/.test(String(v)) ? '"' + String(v).replaceAll('"', '""') + '"' : String(v);
    return [chart.columns, ...chart.rows].map(row => row.map(field).join(',')).join('\n') + '\n';
  }

  // The table of a chart is made when it is unfolded: a report with thousands of viewers opens as fast as a small one.
  function fill(details, name, chart) {
    const download = document.createElement('button');
    download.type = 'button';
    download.textContent = name + '.csv';
    download.addEventListener('click', () => save(name + '.csv', 'text/csv', csv(chart)));
    const numeric = chart.columns.map((_, i) => chart.rows.every(row => row[i] === null || typeof row[i] === 'number'));
    const table = document.createElement('table');
    table.className = 'data';
    const head = table.createTHead().insertRow();
    chart.columns.forEach((title, i) => {
      const th = document.createElement('th');
      th.scope = 'col';
      th.textContent = title;
      if (numeric[i]) th.className = 'num';
      head.append(th);
    });
    const body = table.createTBody();
    for (const row of chart.rows) {
      const tr = body.insertRow();
      row.forEach((cell, i) => {
        const td = tr.insertCell();
        td.textContent = cell === null ? '–' : cell;
        if (numeric[i]) td.className = 'num';
      });
    }
    makeSortable(table);
    const box = document.createElement('div');
    box.className = 'scroll';
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'Data of the chart ' + name);
    box.append(table);
    details.append(download, box);
  }

  return { makeSortable, fill, save };
})();

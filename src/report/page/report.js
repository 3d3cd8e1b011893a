(() => {
  // biome-ignore lint/suspicious/noRedundantUseStrict: it is a script in a page, not a module.
  'use strict';
  const root = document.documentElement;
  const english = document.getElementById('lang-en');
  const isEnglish = () => english.checked;

  // The browser's language first; afterwards the switch decides.
  if (!(navigator.language || 'zh').toLowerCase().startsWith('zh')) english.checked = true;
  const follow = () => { root.lang = isEnglish() ? 'en' : 'zh-CN'; };
  document.querySelector('.languages').addEventListener('change', follow);
  follow();

  // Files of what is on the page, made here: nothing is asked of any server.
  function save(name, blob) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function addButtons(after, actions) {
    const bar = document.createElement('div');
    bar.className = 'files';
    for (const [zh, en, act] of actions) {
      const button = document.createElement('button');
      button.type = 'button';
      for (const [lang, text] of [['zh-CN', zh], ['en', en]]) {
        const span = document.createElement('span');
        span.lang = lang;
        span.textContent = text;
        button.append(span);
      }
      button.addEventListener('click', act);
      bar.append(button);
    }
    after.after(bar);
  }

  // A field of CSV; what a spreadsheet would take for a formula gets an apostrophe before it.
  function field(text) {
    const isNumber = /^[+-]?\d[\d.]*$/.test(text);
    const plain = /^[=+@\t\r-]/.test(text) && !isNumber ? `'${text}` : text;
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  }

  // A number as programs read it: without commas, with a hyphen for less and nothing for more.
  function asNumber(text) {
    const number = /^([+\u2212-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$/.exec(text);
    if (!number) return text;
    const [, sign, whole, part = ''] = number;
    return `${sign === '' || sign === '+' ? '' : '-'}${whole.replaceAll(',', '')}${part}`;
  }

  // The table in the language that is shown; places have their longitude and latitude too.
  function csvOf(table) {
    const hasPlaces = Boolean(table.querySelector('[data-at]'));
    const lines = [...table.rows].map((row) => {
      const texts = [...row.cells].map((cell) => {
        // biome-ignore lint/performance/useDomNodeTextContent: the other language is in the cell too, and is not shown.
        const text = cell.innerText.replace(/\s+/g, ' ').trim();
        return asNumber(text);
      });
      const place = row.dataset.at ? row.dataset.at.split(' ') : ['lon', 'lat'];
      return [...texts, ...hasPlaces ? place : []].map(field).join(',');
    });
    return `\ufeff${lines.join('\r\n')}\r\n`;
  }
  // The file of a table has the name of its section; that of a second one says which it is.
  const nameOf = (section, table, isAlone) => {
    const kind = isAlone ? undefined : { heat: '-week', runs: '-runs' }[table.className];
    return `${section.id}${kind ?? ''}.csv`;
  };
  for (const section of document.querySelectorAll('#proposals, #side-by-side, #week, #gaps, #districts, #stations, #changed-stations')) {
    const tables = [...section.querySelectorAll('table')];
    for (const table of tables) {
      const name = nameOf(section, table, tables.length === 1);
      addButtons(table, [['下载表格 CSV', 'Download CSV', () => save(name, new Blob([csvOf(table)], { type: 'text/csv' }))]]);
    }
  }

  const data = JSON.parse(document.getElementById('cells').textContent);
  const svg = document.getElementById('map');
  if (!data || !svg) return;
  const frame = svg.parentElement;
  const details = document.getElementById('cell-details');
  const outline = document.getElementById('under-pointer');
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);

  // The cell under a point of the drawing, or none.
  function cellAt(point) {
    let best = null;
    let least = Infinity;
    for (const cell of data.cells) {
      const distance = (cell[0] - point.x) ** 2 + (cell[1] - point.y) ** 2;
      if (distance < least) [best, least] = [cell, distance];
    }
    if (!best) return null;
    outline.setAttribute('d', `M${best[0]} ${best[1]}${data.outline}`);
    return outline.isPointInFill(point) ? best : null;
  }

  const STATUS = [['已覆盖', 'Covered'], ['未覆盖', 'Not covered'], ['附近没有街道', 'No street nearby'], ['没有路通到站点', 'No way to a station']];
  const statusOf = (kind) => (kind < 3 ? 0 : kind < 6 ? 1 : kind - 4);

  function lines([, , kind, people, count, ...rest]) {
    const en = isEnglish();
    const status = (data.kinds ? data.kinds[kind] : STATUS[statusOf(kind)])[en ? 1 : 0];
    const crowd = en ? `${people} people` : `${people} 人`;
    if (count > 1) {
      // Of how many of its people that is true.
      const [alike] = rest;
      const part = en ? `${status}: ${alike} of ${people} people` : `${status}：${people} 人中的 ${alike} 人`;
      return [alike === people ? `${status} · ${crowd}` : part, en ? `${count} cells together` : `${count} 个格子合并`];
    }
    const [id, district, nearest, inReach, minutesBefore] = rest;
    const found = [`${status} · ${crowd}`, district ? `${id} · ${district}` : id];
    if (nearest) {
      const [name, minutes, metres] = nearest;
      found.push(en ? `Nearest: ${name}, ${minutes} min, ${metres} m` : `最近：${name}，${minutes} 分钟，${metres} 米`);
    }
    if (Number.isFinite(minutesBefore)) found.push(en ? `Before: ${minutesBefore} min` : `之前：${minutesBefore} 分钟`);
    if (kind < 3 && !data.kinds) found.push(en ? `Stations in reach: ${inReach}` : `可达站点：${inReach} 个`);
    return found;
  }

  function hide() {
    details.hidden = true;
    outline.setAttribute('d', '');
  }

  function show(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const cell = cellAt(point);
    if (!cell) { hide(); return; }
    details.replaceChildren(...lines(cell).map((text) => {
      const line = document.createElement('p');
      line.textContent = text;
      return line;
    }));
    details.hidden = false;
    const box = frame.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const left = x > box.width / 2 ? x - details.offsetWidth - 14 : x + 14;
    const top = y > box.height / 2 ? y - details.offsetHeight - 14 : y + 14;
    details.style.left = `${Math.max(4, Math.min(left, box.width - details.offsetWidth - 4))}px`;
    details.style.top = `${Math.max(4, top)}px`;
  }

  // Buttons enlarge the map; an enlarged map can be dragged.
  const view = { x: 0, y: 0, zoom: 1 };
  const bar = document.getElementById('scale-bar').closest('.scale');
  const words = [...bar.querySelectorAll('[lang]')].map((element) => ({ element, match: element.textContent.match(/^([\d.,]+) (.*)$/) }));

  function draw() {
    const [w, h] = [width / view.zoom, height / view.zoom];
    view.x = Math.max(0, Math.min(view.x, width - w));
    view.y = Math.max(0, Math.min(view.y, height - h));
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${w} ${h}`);
    frame.style.setProperty('--zoom', view.zoom);
    svg.classList.toggle('zoomed', view.zoom > 1);
    for (const { element, match } of words) {
      if (match) element.textContent = `${Number((Number(match[1].replace(',', '')) / view.zoom).toPrecision(3))} ${match[2]}`;
    }
  }

  function zoom(by) {
    const next = by === 0 ? 1 : Math.max(1, Math.min(16, view.zoom * by));
    const [cx, cy] = [view.x + width / view.zoom / 2, view.y + height / view.zoom / 2];
    Object.assign(view, { zoom: next, x: cx - width / next / 2, y: cy - height / next / 2 });
    hide();
    draw();
  }

  // A link to an area: its middle, and how much is to be seen around it.
  function lookAt(x, y, across) {
    const next = Math.max(1, Math.min(16, width / across));
    Object.assign(view, { zoom: next, x: x - width / next / 2, y: y - height / next / 2 });
    hide();
    draw();
  }
  for (const link of document.querySelectorAll('[data-view]')) {
    link.addEventListener('click', () => lookAt(...link.dataset.view.split(' ').map(Number)));
  }

  const buttons = document.createElement('div');
  buttons.className = 'zoom';
  for (const [sign, name, by] of [['+', '放大 · zoom in', 2], ['−', '缩小 · zoom out', 0.5], ['⤢', '全图 · whole map', 0]]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = sign;
    button.setAttribute('aria-label', name);
    button.addEventListener('click', () => zoom(by));
    buttons.append(button);
  }
  document.querySelector('.layers').append(buttons);

  // The map as it is seen, in light colours and without what is put away.
  const PICTURE_WIDTH = 2000;
  function picture() {
    const copy = svg.cloneNode(true);
    for (const layer of ['cells', 'streets', 'stations', 'ranks', 'labels']) {
      const box = document.getElementById(`show-${layer}`);
      if (box && !box.checked) copy.querySelector(`.${layer}`)?.remove();
    }
    const style = document.createElementNS(svg.namespaceURI, 'style');
    style.textContent = document.querySelector('style').textContent.replace('prefers-color-scheme: dark', 'width < 0px');
    const ground = document.createElementNS(svg.namespaceURI, 'rect');
    for (const [name, value] of Object.entries({ width, height, fill: 'var(--map)' })) ground.setAttribute(name, value);
    copy.prepend(style, ground);
    copy.setAttribute('width', PICTURE_WIDTH);
    copy.setAttribute('height', Math.round(PICTURE_WIDTH * height / width));
    copy.style.setProperty('--mark', '1');
    copy.style.setProperty('--zoom', String(view.zoom));
    copy.style.setProperty('font-family', 'system-ui, sans-serif');
    return new XMLSerializer().serializeToString(copy);
  }

  function savePng() {
    const image = new Image();
    image.addEventListener('load', () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d').drawImage(image, 0, 0);
      canvas.toBlob((blob) => save('map.png', blob), 'image/png');
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture())}`;
  }
  addButtons(frame, [
    ['下载图片 PNG', 'Download PNG', savePng],
    ['下载矢量图 SVG', 'Download SVG', () => save('map.svg', new Blob([picture()], { type: 'image/svg+xml' }))],
  ]);

  let dragged = null;
  svg.addEventListener('pointerdown', (event) => {
    if (view.zoom > 1) {
      dragged = { x: event.clientX, y: event.clientY };
      svg.setPointerCapture(event.pointerId);
    }
    show(event);
  });
  svg.addEventListener('pointerup', () => { dragged = null; });
  svg.addEventListener('pointercancel', () => { dragged = null; });
  svg.addEventListener('pointermove', (event) => {
    if (!dragged) { show(event); return; }
    const unit = width / view.zoom / svg.clientWidth;
    view.x -= (event.clientX - dragged.x) * unit;
    view.y -= (event.clientY - dragged.y) * unit;
    dragged = { x: event.clientX, y: event.clientY };
    hide();
    draw();
  });
  svg.addEventListener('pointerleave', hide);
})();

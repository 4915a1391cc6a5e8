// Makes the workbench quick: select, press a key, go on. Every act is one of the page's own forms or links; what comes
// back is the page, of which the parts that changed are put in place. Places are counted in code points.
(function () {
  'use strict';
  var MARK = { FOR: '+', AGAINST: '-' };
  var wide = matchMedia('(min-width:56rem)');
  var docked = matchMedia('(max-width:79.99rem)');
  var live = document.getElementById('live');
  var chosen = null, at = null, sentence = -1, first = -1, done = [], before = '';
  var line = Promise.resolve();  // one request after the other: keys come faster than answers

  function bench() { return document.getElementById('bench'); }
  function all(selector, root) { return [].slice.call((root || document).querySelectorAll(selector)); }
  function count(text) { return Array.from(text).length; }
  function say(words) { live.textContent = ''; setTimeout(function () { live.textContent = words; }, 30); }
  function word(name, value) { return bench().dataset[name].replace('%s', value || ''); }
  function turns() { return all('.turn[data-passage]'); }
  function saidOf(turn) { return turn.querySelector('.said'); }

  // 1. stretches: a range of the page ↔ places in a passage's text
  function placeIn(said, node, offset) {
    var range = document.createRange();
    range.setStart(said, 0);
    range.setEnd(node, offset);
    return count(range.toString());
  }
  function rangeOf(said, start, end) {
    var range = document.createRange(), seen = 0, open = true;
    var walk = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    range.selectNodeContents(said);
    while (walk.nextNode()) {
      var letters = Array.from(walk.currentNode.data);
      if (open && start <= seen + letters.length) {
        range.setStart(walk.currentNode, letters.slice(0, start - seen).join('').length);
        open = start === seen + letters.length;
      }
      if (end <= seen + letters.length) {
        range.setEnd(walk.currentNode, letters.slice(0, end - seen).join('').length);
        break;
      }
      seen += letters.length;
    }
    return range;
  }
  function fromSelection() {
    var selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0);
    var from = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentNode;
    var said = from.closest && from.closest('.turn[data-passage] .said');
    if (!said) {
      said = turns().map(saidOf).find(function (one) { return range.intersectsNode(one); });
      if (!said) return null;
    }
    var start = said.contains(range.startContainer) ? placeIn(said, range.startContainer, range.startOffset) : 0;
    var end = said.contains(range.endContainer) ? placeIn(said, range.endContainer, range.endOffset) : count(said.textContent);
    if (end <= start || !Array.from(said.textContent).slice(start, end).join('').trim()) return null;
    return { passage: said.dataset.passage, said: said, start: start, end: end };
  }
  function choose(stretch) {
    chosen = stretch;
    var box = document.getElementById('chosen');
    if (window.CSS && CSS.highlights) CSS.highlights.delete('chosen');
    if (!box) return;
    box.textContent = '';
    box.hidden = !stretch;
    if (!stretch) return;
    var range = rangeOf(stretch.said, stretch.start, stretch.end);
    if (window.CSS && CSS.highlights && window.Highlight) CSS.highlights.set('chosen', new Highlight(range));
    var quote = document.createElement('blockquote');
    quote.className = 'quote';
    quote.lang = stretch.said.lang;
    quote.dir = stretch.said.dir;
    quote.textContent = range.toString();
    var drop = document.createElement('button');
    drop.type = 'button';
    drop.className = 'btn small';
    drop.textContent = bench().dataset.clear;
    drop.addEventListener('click', function () { getSelection().removeAllRanges(); choose(null); });
    box.append(quote, drop);
    all('.apply').forEach(function (button) { button.setAttribute('aria-pressed', 'false'); });
  }

  // 2. asking the server: the answer is the page again
  function ask(url, data, then) {
    line = line.then(function () { return fetch(url, { method: data ? 'POST' : 'GET', body: data, credentials: 'same-origin' }); })
      .then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.text().then(function (text) { place(text, answer.url); });
      })
      .then(function () { if (then) then(); })
      .catch(function () { say(bench().dataset.failed); alarm(); });
  }
  function alarm() {
    var note = document.getElementById('undo');
    note.textContent = bench().dataset.failed;
  }
  function place(text, url) {
    var came = new DOMParser().parseFromString(text, 'text/html');
    if (!came.getElementById('bench')) throw new Error('no bench');
    var script = document.querySelector('.script'), panels = document.getElementById('panels');
    var kept = { script: script.scrollTop, book: document.getElementById('codebook').scrollTop, page: scrollY };
    var openBranches = all('.tree details[open]').map(function (one) { return one.dataset.n; });
    var held = chosen, inTurns = document.querySelector('.turns').contains(document.activeElement);
    var openPanels = all('.panel').map(function (one) { return one.open; });
    document.getElementById('top').replaceWith(came.getElementById('top'));
    var warnings = all('main > .note', came);
    all('main > .note').forEach(function (one) { one.remove(); });
    warnings.forEach(function (one) { document.getElementById('main').prepend(one); });
    document.querySelector('.turns').replaceWith(came.querySelector('.turns'));
    panels.innerHTML = '';
    all('.panel', came).forEach(function (one) { panels.append(one); });
    if (docked.matches) all('.panel').forEach(function (one, i) { one.open = openPanels[i]; });
    all('.tree details').forEach(function (one) { one.open = one.open || openBranches.indexOf(one.dataset.n) >= 0; });
    history.replaceState(null, '', new URL(url).pathname + new URL(url).search);
    dress();
    if (here()) { here().classList.add('at'); here().tabIndex = -1; if (inTurns) here().focus({ preventScroll: true }); }
    if (held) choose({ passage: held.passage, said: document.querySelector('.said[data-passage="' + held.passage + '"]'), start: held.start, end: held.end });
    script.scrollTop = kept.script;
    document.getElementById('codebook').scrollTop = kept.book;
    var now = document.querySelector('.said mark.on');
    if (docked.matches) { scrollTo(0, kept.page); if (now && now.getBoundingClientRect().top > innerHeight * 0.28) now.scrollIntoView({ block: 'start' }); }
    else if (now) now.scrollIntoView({ block: 'nearest' });
    if (warnings.length) say(warnings[0].textContent);
  }
  function form(fields) {
    var data = new URLSearchParams(fields);
    data.append('csrf_token', bench().dataset.token);
    return data;
  }
  function current() {
    var link = document.querySelector('.stripe[aria-current]');
    return link && link.dataset.s;
  }
  function segmentUrl(id) { return bench().dataset.codes.replace(/codes$/, 'segments/') + id; }
  function put(button) {
    if (!bench().classList.contains('may')) return;
    var own = document.getElementById('new-code'), code = button.dataset.code, stretch = chosen;
    var fields = { code: code };
    if (stretch) {
      fields.passage = stretch.passage; fields.start = stretch.start; fields.end = stretch.end;
    } else if (own) {
      if (button.getAttribute('aria-pressed') === 'true' && current()) return takeOff(code);
      new FormData(own).forEach(function (value, name) { if (name !== 'csrf_token' && name !== 'code') fields[name] = value; });
    } else return say(bench().dataset.none);
    choose(null);
    getSelection().removeAllRanges();
    ask(bench().dataset.codes, form(fields), function () {
      if (current()) done.push({ id: current(), go: 'remove' });
      say(word('applied', code));
      if (docked.matches) openPanel('');
      back();
    });
  }
  function takeOff(code) {
    var shown = current();
    var mark = all('.stripe').find(function (one) { return one.dataset.s === shown; });
    var twin = mark && all('.stripe', mark.closest('.stripes')).find(function (one) {
      return one.querySelector('bdi').textContent === code && same(one.dataset.s, shown);
    });
    if (twin) remove(twin.dataset.s, code);
  }
  function same(one, other) {
    function words(id) { return all('mark[data-s~="' + CSS.escape(id) + '"]').map(function (m) { return m.textContent; }).join(''); }
    return words(one) === words(other);
  }
  function remove(id, code) {
    ask(segmentUrl(id), form({ go: 'remove' }), function () {
      done.push({ id: id, go: 'restore' });
      say(word('taken', code));
    });
  }
  function undo() {
    var last = done.pop();
    if (last) return ask(segmentUrl(last.id), form({ go: last.go }), function () { say(bench().dataset.undone); });
    var offered = document.querySelector('.undo');
    if (offered) ask(offered.action, form({ go: 'restore' }), function () { say(bench().dataset.undone); });
  }
  function show(id, then) { choose(null); ask(location.pathname + '?segment=' + encodeURIComponent(id), null, then); }
  function save(go) {
    var own = document.getElementById('attributes');
    if (!own) return;
    var data = new URLSearchParams(new FormData(own));
    data.append('go', go);
    var focus = document.activeElement && document.activeElement.id;
    ask(own.action, data, function () { if (focus && document.getElementById(focus)) document.getElementById(focus).focus(); });
  }

  // 3. going through the turns and their sentences by keyboard
  function sentences(said) {
    var text = said.textContent, found = [], seen = 0;
    var parts = window.Intl && Intl.Segmenter
      ? Array.from(new Intl.Segmenter(said.lang || 'en', { granularity: 'sentence' }).segment(text), function (one) { return one.segment; })
      : text.match(/[^.!?؟。।]+[.!?؟。।»”]*\s*/g) || [text];
    parts.forEach(function (part) {
      var length = count(part), lead = count(part) - count(part.trimStart());
      if (part.trim()) found.push([seen + lead, seen + lead + count(part.trim())]);
      seen += length;
    });
    return found;
  }
  function go(turn) {
    if (!turn) return;
    all('.turn.at').forEach(function (one) { one.classList.remove('at'); });
    at = turn.dataset.passage;
    sentence = first = -1;
    turn.classList.add('at');
    turn.tabIndex = -1;
    turn.focus({ preventScroll: true });
    turn.scrollIntoView({ block: 'nearest' });
    getSelection().removeAllRanges();
    choose(null);
  }
  function here() { return turns().find(function (one) { return one.dataset.passage === at; }); }
  function back() { var turn = here(); first = -1; if (turn) { turn.classList.add('at'); turn.tabIndex = -1; turn.focus({ preventScroll: true }); } }
  function step(by) {
    var list = turns(), index = list.indexOf(here());
    go(list[index < 0 ? 0 : Math.max(0, Math.min(list.length - 1, index + by))]);
  }
  function take(by, more) {
    var turn = here() || turns()[0];
    if (!turn) return;
    if (turn !== here()) go(turn);
    var list = sentences(saidOf(turn)), last = sentence;
    sentence = Math.max(0, Math.min(list.length - 1, last + by));
    if (!more || first < 0) first = sentence;
    hold(turn, list[Math.min(first, sentence)][0], list[Math.max(first, sentence)][1]);
  }
  function hold(turn, start, end) {
    var said = saidOf(turn);
    getSelection().removeAllRanges();
    choose({ passage: at, said: said, start: start, end: end });
    say(word('chosen') + ' ' + Array.from(said.textContent).slice(start, end).join(''));
  }

  // 4. finding a code by typing
  function visible() { return all('.apply').filter(function (one) { return !one.closest('li').hidden; }); }
  function find() {
    var typed = document.getElementById('find').value.trim().toLowerCase();
    all('.tree details').forEach(function (branch) {
      var hits = 0;
      all('li', branch).forEach(function (line) {
        var button = line.querySelector('.apply');
        var text = (button.dataset.code + ' ' + button.dataset.keys + ' ' + branch.dataset.n + ' ' + line.textContent).toLowerCase();
        line.hidden = typed !== '' && typed.split(/\s+/).some(function (one) { return text.indexOf(one) < 0; });
        hits += !line.hidden;
      });
      branch.hidden = !hits;
      if (typed) branch.open = hits > 0;
    });
    var list = visible();
    list.sort(function (a, b) { return starts(b, typed) - starts(a, typed); });
    hit(typed ? list[0] : null);
  }
  function starts(button, typed) { return button.dataset.code.toLowerCase().indexOf(typed) === 0 || button.dataset.keys === typed ? 1 : 0; }
  function hit(button) {
    all('.apply.hit').forEach(function (one) { one.classList.remove('hit'); });
    if (!button) return;
    button.classList.add('hit');
    button.scrollIntoView({ block: 'nearest' });
    say(word('first', button.dataset.code));
  }
  function typed(event) {
    var list = visible(), now = list.findIndex(function (one) { return one.classList.contains('hit'); });
    if (event.key === 'ArrowDown') hit(list[Math.min(now + 1, list.length - 1)]);
    else if (event.key === 'ArrowUp') hit(list[Math.max(now - 1, 0)]);
    else if (event.key === 'Enter' && now >= 0) { var button = list[now]; event.target.value = ''; find(); put(button); }
    else if (event.key === 'Escape') { event.target.value = ''; find(); back(); }
    else return;
    event.preventDefault();
  }
  function toCodes() {
    var book = document.getElementById('codebook');
    book.open = true;
    document.getElementById('find').focus();
  }

  // 5. keys, only while switched on and never while typing
  function stance(sign) {
    var box = document.querySelector('#attributes input[name=stance][value=' + (sign === MARK.FOR ? 'for' : 'against') + ']');
    if (box) { box.checked = true; save('save'); }
  }
  function press(event) {
    var keys = document.getElementById('keys');
    if (!keys || !keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input:not([type=radio]):not([type=checkbox]),textarea,select')) return;
    var inTurns = event.target.closest('.script'), rtl = here() && saidOf(here()).dir === 'rtl';
    var ahead = rtl ? 'ArrowLeft' : 'ArrowRight', behind = rtl ? 'ArrowRight' : 'ArrowLeft';
    var pair = all('.apply').find(function (one) { return before && one.dataset.keys === before + event.key; });
    var begins = !pair && all('.apply').some(function (one) { return one.dataset.keys[0] === event.key; });
    before = begins ? event.key : '';
    if (pair) put(pair);
    else if (begins) return;
    else if (event.key === 'j' || (inTurns && event.key === 'ArrowDown')) step(1);
    else if (event.key === 'k' || (inTurns && event.key === 'ArrowUp')) step(-1);
    else if (event.key === 'l' || (inTurns && event.key === ahead && !event.shiftKey)) take(1, false);
    else if (event.key === 'h' || (inTurns && event.key === behind && !event.shiftKey)) take(-1, false);
    else if (event.key === 'L' || (inTurns && event.key === ahead)) take(1, true);
    else if (event.key === 'H' || (inTurns && event.key === behind)) take(-1, true);
    else if (event.key === 'w' && here()) hold(here(), 0, count(saidOf(here()).textContent));
    else if (event.key === '/') toCodes();
    else if (event.key === 'u') undo();
    else if (event.key === '+' || event.key === '-') stance(event.key);
    else if (event.key === 'm' && document.getElementById('memo')) { document.getElementById('segment').open = true; document.getElementById('memo').focus(); }
    else if (event.key === 'Escape') { getSelection().removeAllRanges(); choose(null); }
    else return;
    event.preventDefault();
  }

  // 6. pointer
  function click(event) {
    var stripe = event.target.closest('.stripe'), mark = event.target.closest('mark.sg');
    var button = event.target.closest('.apply'), turn = event.target.closest('.turn[data-passage]');
    var plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (button) { event.preventDefault(); return put(button); }
    if (stripe && plain) {
      event.preventDefault();
      return show(stripe.dataset.s, function () { if (docked.matches) openPanel('segment'); });
    }
    if (turn && getSelection().isCollapsed) {
      at = turn.dataset.passage;
      if (mark && mark.dataset.s.split(' ').indexOf(current()) < 0) return show(mark.dataset.s.split(' ').pop());
      if (!event.target.closest('a,button')) choose(null);
    }
  }
  function openPanel(id) { all('.panel').forEach(function (one) { one.open = one.id === id; }); }
  function submit(event) {
    var own = event.target, go = event.submitter && event.submitter.value;
    if (own.id === 'attributes') {
      event.preventDefault();
      if (go === 'remove') return remove(current(), document.querySelector('.stripe[aria-current] bdi').textContent);
      return save(go || 'save');
    }
    if (own.classList.contains('undo')) { event.preventDefault(); undo(); }
  }
  var waiting = 0;
  function selected() {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      var stretch = fromSelection();
      if (!stretch || !bench().classList.contains('may')) return;
      at = stretch.passage;
      choose(stretch);
    }, 120);
  }

  // 7. stripes beside the lines they cover
  function lift() {
    all('.turn').forEach(function (turn) {
      var list = turn.querySelector('.stripes');
      if (!list) return;
      list.classList.toggle('lifted', wide.matches);
      var top = list.getBoundingClientRect().top, free = 0, deepest = 0, lanes = [];
      all('.stripe', list).forEach(function (link) {
        var rail = link.parentNode.querySelector('.rail');
        if (!wide.matches) { if (rail) rail.remove(); link.style.insetBlockStart = ''; return; }
        if (!rail) { rail = document.createElement('span'); rail.className = 'rail ' + link.classList[1]; link.parentNode.prepend(rail); }
        var boxes = all('.said mark[data-s~="' + CSS.escape(link.dataset.s) + '"]', turn).flatMap(function (mark) { return [].slice.call(mark.getClientRects()); });
        var start = Math.min.apply(null, boxes.map(function (box) { return box.top; })) - top + 5;
        var end = Math.max.apply(null, boxes.map(function (box) { return box.bottom; })) - top - 7;
        var lane = lanes.findIndex(function (last) { return last <= start; });
        if (lane < 0) lane = lanes.length;
        lanes[lane] = end;
        rail.style.insetBlockStart = start + 'px';
        rail.style.blockSize = end - start + 'px';
        rail.style.insetInlineStart = Math.min(lane, 3) * 7 + 'px';
        free = Math.max(start, free);
        link.style.insetBlockStart = free + 'px';
        free += link.offsetHeight + 4;
        deepest = Math.max(deepest, free, end);
      });
      list.style.minBlockSize = wide.matches ? deepest + 'px' : '';
    });
  }

  function dress() {
    chosen = null;
    if (window.CSS && CSS.highlights) CSS.highlights.delete('chosen');
    var field = document.getElementById('find');
    document.querySelector('.find').hidden = !bench().classList.contains('may');
    field.addEventListener('input', find);
    field.addEventListener('keydown', typed);
    document.getElementById('panels').classList.add('dock');
    lift();
  }

  document.addEventListener('click', click);
  document.addEventListener('submit', submit);
  document.addEventListener('keydown', press);
  document.addEventListener('selectionchange', selected);
  addEventListener('resize', lift);
  var bar = document.querySelector('.keybar');
  if (bar) bar.hidden = false;
  dress();
  var shown = document.querySelector('.said mark.on, .turn.aim');
  if (shown) { at = shown.closest('.turn').dataset.passage; shown.scrollIntoView({ block: docked.matches ? 'start' : 'center' }); }
  function settle() {
    if (docked.matches) all('.panel').forEach(function (one) { one.open = one.id === 'segment' && !!one.querySelector('form, .quote'); });
    else all('.panel').forEach(function (one) { one.open = true; });
    lift();
  }
  docked.addEventListener('change', settle);
  if (docked.matches) settle();
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(lift);
})();

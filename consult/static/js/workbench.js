// Makes the workbench quick: select, press a key, go on. Every act is one of the page's own forms or links; what comes
// back is the page, of which the parts that changed are put in place. Places are counted in code points.
(function () {
  'use strict';
  var MARK = { FOR: '+', AGAINST: '-' };
  var wide = matchMedia('(min-width:56rem)');
  var docked = matchMedia('(max-width:79.99rem)');
  var live = document.getElementById('live');
  var chosen = null, at = null, row = '', sentence = -1, first = -1, before = '';
  var line = Promise.resolve();  // one request after the other: keys come faster than answers

  function bench() { return document.getElementById('bench'); }
  function all(selector, root) { return [].slice.call((root || document).querySelectorAll(selector)); }
  function count(text) { return Array.from(text).length; }
  function say(words) { live.textContent = ''; setTimeout(function () { live.textContent = words; }, 30); }
  function word(name, value) { return bench().dataset[name].replace('%s', value || ''); }
  function turns() { return all('.turn[data-passage]'); }
  function saidOf(turn) { return turn.querySelector('.said'); }

  // 1. stretches: a range of the page ↔ places in a passage's text; a very long passage is shown in several parts
  function from(said) { return +said.dataset.from; }
  function saidsOf(passage) { return all('.said[data-passage="' + CSS.escape(passage) + '"]'); }
  function placeIn(said, node, offset) {
    var range = document.createRange();
    range.setStart(said, 0);
    range.setEnd(node, offset);
    return from(said) + count(range.toString());
  }
  function point(said, place) {
    var walk = document.createTreeWalker(said, NodeFilter.SHOW_TEXT), seen = from(said), last = null;
    while (walk.nextNode()) {
      var letters = Array.from(walk.currentNode.data);
      last = [walk.currentNode, walk.currentNode.data.length];
      if (place <= seen + letters.length) return [walk.currentNode, letters.slice(0, place - seen).join('').length];
      seen += letters.length;
    }
    return last;
  }
  function holds(said, place) { return place >= from(said) && place <= from(said) + count(said.textContent); }
  function rangeOf(stretch) {
    var saids = saidsOf(stretch.passage), range = document.createRange();
    var first = saids.filter(function (one) { return holds(one, stretch.start); }).pop() || saids[0];
    var last = saids.find(function (one) { return holds(one, stretch.end); }) || first;
    if (!first) return null;
    var begin = point(first, stretch.start), end = point(last, stretch.end);
    if (!begin || !end) return null;
    range.setStart(begin[0], begin[1]);
    range.setEnd(end[0], end[1]);
    return range;
  }
  function fromSelection() {
    var selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0);
    var touched = turns().map(saidOf).filter(function (one) { return range.intersectsNode(one); });
    var inside = touched.find(function (one) { return one.contains(range.startContainer); }) || touched[0];
    if (!inside) return null;
    var own = touched.filter(function (one) { return one.dataset.passage === inside.dataset.passage; });
    var head = own[0], tail = own[own.length - 1];
    var start = head.contains(range.startContainer) ? placeIn(head, range.startContainer, range.startOffset) : from(head);
    var end = tail.contains(range.endContainer) ? placeIn(tail, range.endContainer, range.endOffset) : from(tail) + count(tail.textContent);
    if (end <= start || !selection.toString().trim()) return null;
    return { passage: head.dataset.passage, start: start, end: end };
  }
  function choose(stretch) {
    chosen = stretch;
    var box = document.getElementById('chosen');
    if (window.CSS && CSS.highlights) CSS.highlights.delete('chosen');
    if (!box) return;
    box.textContent = '';
    box.hidden = !stretch;
    if (!stretch) return;
    var range = rangeOf(stretch), said = saidsOf(stretch.passage)[0];
    if (!range) { chosen = null; box.hidden = true; return; }
    if (window.CSS && CSS.highlights && window.Highlight) CSS.highlights.set('chosen', new Highlight(range));
    var quote = document.createElement('blockquote');
    quote.className = 'quote';
    quote.lang = said.lang;
    quote.dir = said.dir;
    quote.textContent = range.toString();
    var drop = document.createElement('button');
    drop.type = 'button';
    drop.className = 'btn small';
    drop.textContent = bench().dataset.clear;
    drop.addEventListener('click', function () { getSelection().removeAllRanges(); choose(null); });
    var name = document.createElement('button');
    name.type = 'button';
    name.className = 'btn small';
    name.textContent = bench().dataset.vivo;
    name.setAttribute('aria-keyshortcuts', 'i');
    name.addEventListener('click', inVivo);
    box.append(quote, drop, name);
    all('.apply').forEach(function (button) { button.setAttribute('aria-pressed', 'false'); });
  }

  // 2. asking the server: the answer is the page again
  function ask(url, data, then) {
    line = line.then(function () { return fetch(url, { method: data ? 'POST' : 'GET', body: data, credentials: 'same-origin' }); })
      .then(function (answer) {
        if (answer.status === 409) return answer.text().then(corrected);
        if (!answer.ok) throw new Error(answer.status);
        return answer.text().then(function (text) {
          place(text, answer.url);
          if (then) then();
        });
      })
      .catch(function () { say(bench().dataset.failed); alarm(); });
  }
  // whoever spoke corrected the words while they were on the page: it says where, and the words come anew
  function corrected(text) {
    var came = new DOMParser().parseFromString(text, 'text/html'), note = came.querySelector('main > .note');
    return fetch(new URL(came.getElementById('again').getAttribute('href'), location.href), { credentials: 'same-origin' })
      .then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.text().then(function (text) { place(text, answer.url); });
      })
      .then(function () {
        document.getElementById('main').prepend(note);
        say(note.textContent);
        back();
      });
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
    var rows = swap(came);
    panels.innerHTML = '';
    all('.panel', came).forEach(function (one) { panels.append(one); });
    if (docked.matches) all('.panel').forEach(function (one, i) { one.open = openPanels[i]; });
    all('.tree details').forEach(function (one) { one.open = one.open || openBranches.indexOf(one.dataset.n) >= 0; });
    history.replaceState(null, '', new URL(url).pathname + new URL(url).search);
    dress(rows);
    if (here()) { here().classList.add('at'); here().tabIndex = -1; if (inTurns) here().focus({ preventScroll: true }); }
    if (held) choose(held);
    script.scrollTop = kept.script;
    document.getElementById('codebook').scrollTop = kept.book;
    var now = document.querySelector('.said mark.on');
    if (docked.matches) { scrollTo(0, kept.page); if (now && now.getBoundingClientRect().top > innerHeight * 0.28) now.scrollIntoView({ block: 'start' }); }
    else if (now) now.scrollIntoView({ block: 'nearest' });
    if (warnings.length) say(warnings[0].textContent);
  }
  // The window that came shows what was acted on; of what is on the page only the rows they share are changed.
  function swap(came) {
    var list = document.querySelector('.turns'), fresh = came.querySelector('.turns');
    var shared = all('.turn[id]', fresh).filter(function (one) { return document.getElementById(one.id); });
    if (!shared.length) {
      list.replaceWith(fresh);
      ['earlier', 'later'].forEach(function (id) { border(id, came.getElementById(id)); });
      return all('.turn');
    }
    all('mark.on', list).forEach(function (one) { one.classList.remove('on'); });
    all('.stripe[aria-current]', list).forEach(function (one) { one.removeAttribute('aria-current'); });
    all('.turn.aim', list).forEach(function (one) { one.classList.remove('aim'); });
    shared.forEach(function (one) { document.getElementById(one.id).replaceWith(one); });
    return shared;
  }
  function border(id, other) {
    var own = document.getElementById(id), list = document.querySelector('.turns');
    if (own) own.remove();
    if (other) list[id === 'earlier' ? 'before' : 'after'](other);
  }
  function seenOf(said) { return said ? said.dataset.seen : ''; }  // the words may be corrected while they are on the page
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
      fields.passage = stretch.passage; fields.start = stretch.start; fields.end = stretch.end; fields.seen = seenOf(saidsOf(stretch.passage)[0]);
    } else if (own) {
      if (button.getAttribute('aria-pressed') === 'true' && current()) return takeOff(code);
      new FormData(own).forEach(function (value, name) { if (['csrf_token', 'code', 'at', 'show'].indexOf(name) < 0) fields[name] = value; });
    } else return say(bench().dataset.none);
    choose(null);
    getSelection().removeAllRanges();
    ask(bench().dataset.codes, form(fields), function () {
      say(word('applied', code));
      if (docked.matches) openPanel('');
      back();
    });
  }
  function inVivo() {
    if (!bench().classList.contains('may')) return;
    if (!chosen) return say(bench().dataset.none);
    var fields = { passage: chosen.passage, start: chosen.start, end: chosen.end, seen: seenOf(saidsOf(chosen.passage)[0]) };
    choose(null);
    getSelection().removeAllRanges();
    ask(bench().dataset.codes.replace(/codes$/, 'in-vivo'), form(fields), function () { tell('named'); back(); });
  }
  // what the page warns of was said already, and nothing was done
  function tell(name) { if (!document.querySelector('main > .note.warn')) say(bench().dataset[name]); }
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
    var link = document.querySelector('.stripe[data-s="' + CSS.escape(id) + '"]');
    ask(segmentUrl(id), form({ go: 'remove', seen: seenOf(link && link.closest('.turn').querySelector('.said')) }), function () { say(word('taken', code)); });
  }
  function undo(go) {
    var button = document.querySelector('form.undo button[value=' + go + ']');
    if (!button || button.disabled) return say('');
    ask(bench().dataset.undo, form({ go: go }), function () { say(bench().dataset[go === 'undo' ? 'undone' : 'redone']); });
  }
  function show(id, then) { choose(null); ask(location.pathname + '?segment=' + encodeURIComponent(id), null, then); }
  function save(go) {
    var own = document.getElementById('attributes');
    if (!own) return;
    var data = new URLSearchParams(new FormData(own));
    data.delete('at');
    data.append('go', go);
    var focus = document.activeElement && document.activeElement.id;
    ask(own.action, data, function () { if (focus && document.getElementById(focus)) document.getElementById(focus).focus(); });
  }

  // 3. going through the turns and their sentences by keyboard
  function sentences(said) {
    var text = said.textContent, found = [], seen = from(said), whole = segmented(said, 'sentence');
    var parts = whole ? whole.map(function (one) { return one.segment; }) : text.match(/[^.!?؟。।]+[.!?؟。।»”]*\s*/g) || [text];
    parts.forEach(function (part) {
      var length = count(part), lead = count(part) - count(part.trimStart());
      if (part.trim()) found.push([seen + lead, seen + lead + count(part.trim())]);
      seen += length;
    });
    return found;
  }
  function segmented(said, granularity) {
    var text = said.textContent;
    if (!window.Intl || !Intl.Segmenter) return null;
    return Array.from(new Intl.Segmenter(said.lang || 'en', { granularity: granularity }).segment(text));
  }
  function words(said) {
    var parts = segmented(said, 'word'), seen = from(said), found = [];
    (parts || said.textContent.split(/(\s+)/).map(function (one) { return { segment: one, isWordLike: !!one.trim() }; })).forEach(function (one) {
      var end = seen + count(one.segment);
      if (one.isWordLike) found.push([seen, end]);
      seen = end;
    });
    return found;
  }
  // one word more or less at the end of what is chosen, or (edge < 0) at its beginning
  function byWord(by, edge) {
    var turn = here() || turns()[0];
    if (!turn) return;
    if (turn !== here()) go(turn);
    var list = words(saidOf(turn)), now = chosen && chosen.passage === at ? chosen : null;
    if (!list.length) return;
    if (!now) return hold(list[0][0], list[0][1]);
    var begin = list.filter(function (one) { return one[0] <= now.start; }).length - 1;
    var last = list.filter(function (one) { return one[0] < now.end; }).length - 1;
    if (edge < 0) begin = Math.max(0, Math.min(last, begin + by));
    else last = Math.max(begin, Math.min(list.length - 1, last + by));
    hold(list[Math.max(begin, 0)][0], list[last][1]);
  }
  function go(turn) {
    if (!turn) return;
    all('.turn.at').forEach(function (one) { one.classList.remove('at'); });
    at = turn.dataset.passage;
    row = turn.id;
    sentence = first = -1;
    turn.classList.add('at');
    turn.tabIndex = -1;
    turn.focus({ preventScroll: true });
    turn.scrollIntoView({ block: 'nearest' });
    getSelection().removeAllRanges();
    choose(null);
  }
  function here() {
    var now = row && document.getElementById(row);
    return now && now.dataset.passage === at ? now : turns().find(function (one) { return one.dataset.passage === at; });
  }
  function back() { var turn = here(); first = -1; if (turn) { turn.classList.add('at'); turn.tabIndex = -1; turn.focus({ preventScroll: true }); } }
  function step(by) {
    var list = turns(), index = list.indexOf(here()), next = index < 0 ? 0 : index + by;
    if (next >= list.length && document.getElementById('later')) return more('later', function () { step(by); });
    if (next < 0 && document.getElementById('earlier')) return more('earlier', function () { step(by); });
    go(list[Math.max(0, Math.min(list.length - 1, next))]);
  }
  function take(by, more) {
    var turn = here() || turns()[0];
    if (!turn) return;
    if (turn !== here()) go(turn);
    var list = sentences(saidOf(turn)), last = sentence;
    sentence = Math.max(0, Math.min(list.length - 1, last + by));
    if (!more || first < 0) first = sentence;
    hold(list[Math.min(first, sentence)][0], list[Math.max(first, sentence)][1]);
  }
  function hold(start, end) {
    getSelection().removeAllRanges();
    choose({ passage: at, start: start, end: end });
    if (chosen) say(word('chosen') + ' ' + rangeOf(chosen).toString());
  }
  function wholeTurn() {
    var saids = saidsOf(at), last = saids[saids.length - 1];
    hold(from(saids[0]), from(last) + count(last.textContent));
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
  // Ctrl+Z and Ctrl+Shift+Z work with single keys switched off too; Ctrl and an arrow chooses word by word
  function chord(event) {
    var inTurns = event.target.closest('.script'), rtl = here() && saidOf(here()).dir === 'rtl';
    var ahead = event.key === (rtl ? 'ArrowLeft' : 'ArrowRight'), behind = event.key === (rtl ? 'ArrowRight' : 'ArrowLeft');
    if (event.code === 'KeyZ' || event.key.toLowerCase() === 'z') undo(event.shiftKey ? 'redo' : 'undo');
    else if (inTurns && (ahead || behind)) byWord(ahead ? 1 : -1, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }
  function press(event) {
    var keys = document.getElementById('keys');
    if (event.altKey || event.target.closest('input:not([type=radio]):not([type=checkbox]),textarea,select')) return;
    if (event.ctrlKey || event.metaKey) return chord(event);
    if (!keys || !keys.checked) return;
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
    else if (event.key === 'w' && here()) wholeTurn();
    else if (event.key === '/') toCodes();
    else if (event.key === '[' || event.key === ']') byWord(event.key === ']' ? 1 : -1, 1);
    else if (event.key === '{' || event.key === '}') byWord(event.key === '}' ? 1 : -1, -1);
    else if (event.key === ';') nextUncoded();
    else if (event.key === 'i') inVivo();
    else if (event.key === 'u') undo('undo');
    else if (event.key === 'U') undo('redo');
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
    if (event.target.closest('#next') && plain) { event.preventDefault(); return nextUncoded(); }
    var edge = event.target.closest('#earlier, #later');
    if (edge && plain) { event.preventDefault(); return more(edge.id); }
    if (stripe && plain && stripe.href) {
      event.preventDefault();
      return show(stripe.dataset.s, function () { if (docked.matches) openPanel('segment'); });
    }
    if (turn && getSelection().isCollapsed) {
      at = turn.dataset.passage;
      row = turn.id;
      var further = event.pointerType === 'touch' && chosen && chosen.passage === at;
      if (mark && !further && !mark.classList.contains('theirs') && mark.dataset.s.split(' ').indexOf(current()) < 0) return show(ownOf(mark));
      if (event.target.closest('a,button,form')) return;
      if (event.pointerType === 'touch' && bench().classList.contains('may')) tapped(event, event.target.closest('.said'));
      else choose(null);
    }
  }
  // a tap chooses the sentence under the finger, one further off takes in the words up to it, one inside the word alone
  function tapped(event, said) {
    var spot = said && caret(event.clientX, event.clientY);
    if (!spot || !said.contains(spot[0])) return choose(null);
    var place = placeIn(said, spot[0], spot[1]), now = chosen && chosen.passage === at ? chosen : null;
    function under(list) { return list.find(function (one) { return place <= one[1]; }) || list[list.length - 1]; }
    var found = under(now ? words(said) : sentences(said));
    if (!found) return choose(null);
    if (!now || (place >= now.start && place <= now.end)) hold(found[0], found[1]);
    else hold(Math.min(now.start, found[0]), Math.max(now.end, found[1]));
  }
  function caret(x, y) {
    var spot = document.caretPositionFromPoint && document.caretPositionFromPoint(x, y);
    if (spot) return [spot.offsetNode, spot.offset];
    var range = document.caretRangeFromPoint && document.caretRangeFromPoint(x, y);
    return range ? [range.startContainer, range.startOffset] : null;
  }
  function ownOf(mark) {
    var ids = mark.dataset.s.split(' ').filter(function (id) { return document.querySelector('a.stripe[data-s="' + id + '"]'); });
    return ids.pop();
  }
  function openPanel(id) { all('.panel').forEach(function (one) { one.open = one.id === id; }); }
  function submit(event) {
    var own = event.target, go = event.submitter && event.submitter.value;
    if (own.id === 'attributes') {
      event.preventDefault();
      if (go === 'remove') return remove(current(), document.querySelector('.stripe[aria-current] bdi').textContent);
      return save(go || 'save');
    }
    if (own.classList.contains('undo')) { event.preventDefault(); undo(go); }
    if (own.closest('.maybe')) { event.preventDefault(); answer(own, go); }
  }
  // a proposed code: taken it is coded as any other, else the page says that it stays away
  function answer(own, go) {
    var data = new URLSearchParams(new FormData(own)), code = own.dataset.code;
    data.delete('at');
    data.append('go', go);
    choose(null);
    ask(own.action, data, function () { if (go === 'take') say(word('applied', code)); back(); });
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
  function lift(rows) {
    (rows || all('.turn')).forEach(function (turn) {
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

  // 8. more of what was said: a window at a time, as one reads on
  var coming = null;
  function more(id, then) {
    var link = document.querySelector('#' + id + ' a');
    if (!link || coming) return;
    coming = fetch(link.href, { credentials: 'same-origin' })
      .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then(function (text) {
        var came = new DOMParser().parseFromString(text, 'text/html'), list = document.querySelector('.turns');
        var rows = all('.turns > li', came).filter(function (one) { return !one.id || !document.getElementById(one.id); });
        var guides = all('.guide', list), script = document.querySelector('.script'), height = script.scrollHeight;
        if (id === 'later') {
          if (rows[0] && rows[0].dataset.items && guides.length && guides[guides.length - 1].dataset.items === rows[0].dataset.items) rows.shift();
          list.append.apply(list, rows);
        } else {
          list.prepend.apply(list, rows);
          if (docked.matches) scrollBy(0, script.scrollHeight - height); else script.scrollTop += script.scrollHeight - height;
        }
        border(id, came.getElementById(id));
        lift(rows.filter(function (one) { return one.classList.contains('turn'); }));
        watch();
      })
      .catch(function () { say(bench().dataset.failed); })
      .then(function () { coming = null; if (then) then(); });
  }
  function nextUncoded() {
    var now = here(), link = document.getElementById('next');
    var url = new URL(link.href);
    if (now) url.searchParams.set('after', now.dataset.number);
    choose(null);
    ask(url.pathname + url.search, null, function () {
      var first = uncodedAfter(url.searchParams.get('after'));
      if (first) go(first);
    });
  }
  function uncodedAfter(after) { return turns().find(function (one) { return +one.dataset.number > +after && !one.querySelector('a.stripe'); }); }
  var watcher = window.IntersectionObserver && new IntersectionObserver(function (seen) {
    if (seen.some(function (one) { return one.isIntersecting; })) more('later');
  }, { rootMargin: '600px' });
  function watch() {
    if (!watcher) return;
    watcher.disconnect();
    var later = document.getElementById('later');
    if (later) watcher.observe(later);
  }

  function dress(rows) {
    chosen = null;
    if (window.CSS && CSS.highlights) CSS.highlights.delete('chosen');
    var field = document.getElementById('find');
    document.querySelector('.find').hidden = !bench().classList.contains('may');
    field.addEventListener('input', find);
    field.addEventListener('keydown', typed);
    document.getElementById('panels').classList.add('dock');
    lift(rows);
    watch();
  }

  document.addEventListener('click', click);
  document.addEventListener('submit', submit);
  document.addEventListener('keydown', press);
  document.addEventListener('selectionchange', selected);
  addEventListener('resize', function () { lift(); });
  var bar = document.querySelector('.keybar');
  if (bar) bar.hidden = false;
  dress();
  var shown = document.querySelector('.said mark.on, .turn.aim');
  if (shown) { at = shown.closest('.turn').dataset.passage; row = shown.closest('.turn').id; shown.scrollIntoView({ block: docked.matches ? 'start' : 'center' }); }
  function settle() {
    if (docked.matches) all('.panel').forEach(function (one) { one.open = one.id === 'segment' && !!one.querySelector('form, .quote'); });
    else all('.panel').forEach(function (one) { one.open = true; });
    lift();
  }
  docked.addEventListener('change', settle);
  if (docked.matches) settle();
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(function () { lift(); });
})();

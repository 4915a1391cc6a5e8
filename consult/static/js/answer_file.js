// The answer file: one page that works from a disk. It asks nobody for anything and keeps nothing by itself.
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('data').textContent);
  var form = document.getElementById('f');
  var live = document.getElementById('live');
  var steps = [].slice.call(document.querySelectorAll('section.step'));
  var saved = true;

  // What stands in the form: {field: [values]}, empty ones left out.
  function fields() {
    var found = {};
    [].forEach.call(form.elements, function (one) {
      if (!one.name || one.tagName === 'BUTTON') return;
      if ((one.type === 'radio' || one.type === 'checkbox') && !one.checked) return;
      if (!one.value.trim()) return;
      (found[one.name] = found[one.name] || []).push(one.value);
    });
    return found;
  }

  // Digits of any script, as a number.
  function number(text) {
    var plain = text.trim().replace(/\p{Nd}/gu, function (digit) {
      var at = digit.codePointAt(0), zero = at;
      while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && at - zero < 9) zero -= 1;
      return String(at - zero);
    }).replace(/[\u066b,]/g, '.').replace(/[^0-9.\-]/g, '');
    return plain === '' || isNaN(plain) ? null : Number(plain);
  }

  // The answer to a part as conditions see it; null where there is none.
  function value(key, given) {
    var type = data.parts[key].type, own = given[key], rows = {}, none = true;
    if (given[key + ':-']) return given[key + ':-'][0];
    if (type === 'date') {
      var day = ['year', 'month', 'day'].map(function (piece) { return number((given[key + ':' + piece] || [''])[0]); });
      if (day.some(function (piece) { return piece === null; })) return own ? own[0] : null;
      return day.map(function (piece, at) { return String(piece).padStart(at ? 2 : 4, '0'); }).join('-');
    }
    if (type === 'multiple') return own || null;
    if (type === 'tick') return own ? true : null;
    if (type === 'year' || type === 'number') return own ? number(own[0]) : null;
    if (own) return own[0];
    Object.keys(given).forEach(function (name) {
      if (name.indexOf(key + ':') !== 0) return;
      var row = name.slice(key.length + 1);
      none = false;
      rows[row] = type === 'matrix_multiple' ? given[name] : type === 'matrix' ? given[name][0] : number(given[name][0]);
    });
    return none ? null : rows;
  }

  function isTable(held) { return held !== null && typeof held === 'object' && !Array.isArray(held); }
  function cell(held, row) { return isTable(held) && row ? (row in held ? held[row] : null) : held; }
  function codes(held, row) {
    var found = isTable(held) ? (row && row in held ? held[row] : null) : held;
    return found === null || found === undefined ? [] : [].concat(found);
  }
  var COMPARE = {
    equals: function (a, b) { return a === b; }, above: function (a, b) { return a > b; }, below: function (a, b) { return a < b; },
    at_least: function (a, b) { return a >= b; }, at_most: function (a, b) { return a <= b; }
  };
  function compared(condition, given) {
    return Object.keys(COMPARE).some(function (how) {
      if (!(how in condition) || typeof given !== typeof condition[how]) return false;
      return (typeof given === 'number' || /^[0-9]/.test(given)) && COMPARE[how](given, condition[how]);
    });
  }
  function size(held) { return isTable(held) ? Object.keys(held).length : Array.isArray(held) ? held.length : 0; }

  // Whether a condition holds; a tree of plain data, the same that the server reads. Nothing is run as code.
  function holds(condition, answers, judged) {
    function inner(term) { return holds(term, answers, judged); }
    if ('all' in condition) return condition.all.every(inner);
    if ('any' in condition) return condition.any.some(inner);
    if ('not' in condition) return !inner(condition.not);
    var key = condition.of || condition.count || condition.answered || condition.selected;
    var held = key in answers ? answers[key] : null, row = condition.row;
    if ('answered' in condition) return (row ? cell(held, row) : held) !== null;
    if ('selected' in condition) {
      return Boolean(row || judged) && (Array.isArray(held) ? held.indexOf(row || judged) >= 0 : isTable(held) && (row || judged) in held);
    }
    if ('count' in condition) return compared(condition, size(row ? cell(held, row) : held));
    var chosen = codes(held, row || judged);
    if ('in' in condition) return chosen.some(function (code) { return condition.in.indexOf(code) >= 0; });
    if ('not_in' in condition) return !chosen.some(function (code) { return condition.not_in.indexOf(code) >= 0; });
    return compared(condition, cell(held, row || judged));
  }

  function rowsOf(key) {
    var found = {};
    [].forEach.call(form.elements, function (one) {
      if (one.name && one.name.indexOf(key + ':') === 0 && one.name !== key + ':-') found[one.name.slice(key.length + 1)] = one.closest('.m, li');
    });
    return found;
  }

  // Show what is asked after the answers so far, in the order asked, so that a branch falls with what it hangs on.
  function route() {
    var given = fields(), kept = {};
    data.order.forEach(function (key) {
      var part = data.parts[key], box = document.querySelector('[data-part="' + key + '"]');
      var asked = !part.when || holds(part.when, kept), any = !part.rows_when;
      var held = value(key, given), rows = part.rows_when ? rowsOf(key) : {};
      Object.keys(rows).forEach(function (row) {
        var shown = holds(part.rows_when, kept, row);
        rows[row].hidden = !shown;
        any = any || shown;
        if (!shown && isTable(held)) delete held[row];
      });
      asked = asked && any;
      if (box) box.hidden = !asked;
      if (asked && held !== null && !(isTable(held) && !Object.keys(held).length)) kept[key] = held;
    });
    [].forEach.call(document.querySelectorAll('.page'), function (page) {
      page.hidden = !page.querySelector('[data-part]:not([hidden]), .fixed');
    });
    repeat(given, kept);
  }

  // An answer in words: options by their labels, days as people write them, what was written as it is.
  function inWords(key, given, held) {
    if (data.parts[key].type === 'text') return (given[key] || []).join(' ');
    if (held === null || held === undefined) return '';
    if (data.parts[key].type === 'date' && /^[0-9]/.test(held)) {
      return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long' }).format(new Date(held + 'T12:00'));
    }
    return (isTable(held) ? Object.keys(held) : [].concat(held)).map(function (code) {
      var field = [].filter.call(form.elements, function (one) { return one.name.split(':')[0] === key && one.value === code; })[0];
      return field && field.closest('label') ? field.closest('label').textContent.trim() : String(code);
    }).join(' · ');
  }

  // Put answers into the wordings that repeat them.
  function repeat(given, kept) {
    [].forEach.call(document.querySelectorAll('[data-repeats]'), function (place) {
      place.textContent = inWords(place.dataset.repeats, given, kept[place.dataset.repeats]) || place.dataset.else;
    });
  }

  function isAsked(step) {
    return !step.querySelector('.page') || Boolean(step.querySelector('.page:not([hidden])'));
  }

  function show(id, quietly) {
    live.textContent = '';
    var found = steps.filter(function (step) { return step.id === id; })[0] || steps[0];
    steps.forEach(function (step) { step.hidden = step !== found; });
    if (quietly) return;
    window.scrollTo(0, 0);
    found.querySelector('h1, h2').focus();
  }

  function go(step, by) {
    var at = steps.indexOf(step) + by;
    while (steps[at] && !isAsked(steps[at])) at += by;
    if (steps[at]) location.hash = steps[at].id;
  }

  function say(words) {
    live.textContent = '';
    window.setTimeout(function () { live.textContent = words; }, 50);
  }

  function copy() {
    return JSON.stringify({
      consult: 'answers', format: 1, about: data.words.about, fictitious: data.fictitious || undefined,
      instrument: data.instrument, unit: data.unit, short: data.short, language: data.language, answers: fields()
    }, null, 1);
  }

  function save() {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([copy()], { type: 'application/json' }));
    link.download = (data.fictitious ? 'fictitious-' : '') + 'consult-answers.json';
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    saved = true;
    say(data.words.saved);
  }

  function crc(bytes) {
    var sum = -1;
    bytes.forEach(function (byte) {
      sum ^= byte;
      for (var bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    });
    return ('0000000' + ((sum ^ -1) >>> 0).toString(16)).slice(-8).toUpperCase();
  }

  function letters(bytes) {
    var out = '', held = 0, bits = 0;
    bytes.forEach(function (byte) {
      held = (held << 8) | byte;
      bits += 8;
      while (bits >= 5) { bits -= 5; out += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[(held >>> bits) & 31]; }
      held &= (1 << bits) - 1;
    });
    return bits ? out + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[(held << (5 - bits)) & 31] : out;
  }

  // Squeezed where the browser can; an old one sends it plain.
  function packed() {
    var plain = new TextEncoder().encode(copy());
    if (!window.CompressionStream) return Promise.resolve(['P', plain]);
    try {
      var stream = new Blob([plain]).stream().pipeThrough(new CompressionStream('deflate-raw'));
      return new Response(stream).arrayBuffer().then(function (found) { return ['Z', new Uint8Array(found)]; });
    } catch (error) {
      return Promise.resolve(['P', plain]);
    }
  }

  function code() {
    packed().then(function (found) {
      var text = letters(found[1]), box = document.getElementById('code');
      var lines = text.match(/.{1,60}/g) || [];
      box.value = ['[CONSULT 1 ' + found[0] + ' ' + text.length + ' ' + crc(found[1]) + ']'].concat(lines, '[CONSULT END]').join('\n');
      document.getElementById('code-box').hidden = false;
      box.focus();
      box.select();
      saved = true;
      say(data.words.code);
    });
  }

  function copyCode() {
    var box = document.getElementById('code');
    box.focus();
    box.select();
    if (document.execCommand('copy')) say(data.words.copied);
  }

  function fill(answers) {
    form.reset();
    [].forEach.call(form.elements, function (one) {
      var given = Object.prototype.hasOwnProperty.call(answers, one.name) ? [].concat(answers[one.name]) : [];
      if (one.type === 'radio' || one.type === 'checkbox') one.checked = given.indexOf(one.value) >= 0;
      else if (one.name && one.tagName !== 'BUTTON') one.value = given.length ? String(given[0]) : '';
    });
  }

  function open(file) {
    var reader = new FileReader();
    reader.onload = function () {
      var found = null;
      try { found = JSON.parse(reader.result); } catch (error) { found = null; }
      if (!found || found.consult !== 'answers' || !found.answers) return say(data.words.unreadable);
      if (found.instrument !== data.instrument || found.unit !== data.unit || found.short !== data.short) return say(data.words.another);
      fill(found.answers);
      route();
      saved = true;
      say(data.words.opened);
    };
    reader.readAsText(file);
  }

  function isEmpty() { return !Object.keys(fields()).length; }

  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('input', function () { saved = false; live.textContent = ''; route(); });
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-do]');
    if (!button) return;
    var step = button.closest('section.step');
    ({ next: function () { go(step, 1); }, back: function () { go(step, -1); }, save: save, code: code, copy: copyCode })[button.dataset.do]();
  });
  document.getElementById('open').addEventListener('change', function (event) {
    if (event.target.files[0]) open(event.target.files[0]);
    event.target.value = '';
  });
  window.addEventListener('hashchange', function () { show(location.hash.slice(1)); });
  window.addEventListener('beforeunload', function (event) {
    if (!saved && !isEmpty()) event.preventDefault();
  });
  [].forEach.call(form.querySelectorAll('textarea, input[type=text]'), function (box) {
    var limit = data.limits[box.name];
    if (limit) box.maxLength = limit;
  });
  route();
  show(location.hash.slice(1), true);
})();

// What makes questions easier: moving rows of a ranking without the round trip, options that stand alone, sums, room left.
(function () {
  'use strict';
  function place(row) { return row.querySelector('select').value; }
  function label(row) { return row.querySelector('label').textContent; }
  function local(number, zero) {
    return String(number).replace(/\d/g, function (digit) { return String.fromCodePoint(zero.codePointAt(0) + Number(digit)); });
  }

  // As consult/instrument/rules/types/ranking.py does it: out of a shared place alone, else past the neighbour.
  function move(list, row, up) {
    var rows = [].slice.call(list.children), groups = [];
    rows.filter(place).sort(function (a, b) { return place(a) - place(b); }).forEach(function (one) {
      var last = groups[groups.length - 1];
      if (last && place(last[0]) === place(one)) last.push(one); else groups.push([one]);
    });
    var at = groups.findIndex(function (group) { return group.indexOf(row) >= 0; });
    if (at < 0) {
      if (!up) return 0;
      at = groups.push([row]) - 1;
    } else if (groups[at].length > 1) {
      groups[at].splice(groups[at].indexOf(row), 1);
      at += up ? 0 : 1;
      groups.splice(at, 0, [row]);
    } else {
      var to = at + (up ? -1 : 1);
      if (to < 0 || to >= groups.length) return at + 1;
      groups.splice(to, 0, groups.splice(at, 1)[0]);
      at = to;
    }
    groups.forEach(function (group, i) {
      group.forEach(function (one) { one.querySelector('select').value = i + 1; list.append(one); });
    });
    rows.filter(function (one) { return !place(one); }).forEach(function (one) { list.append(one); });
    return at + 1;
  }

  document.querySelectorAll('ol.rank').forEach(function (list) {
    var live = document.getElementById(list.dataset.live);
    list.addEventListener('click', function (event) {
      var button = event.target.closest('button[data-move]');
      if (!button) return;
      event.preventDefault();
      var row = button.closest('li');
      var at = move(list, row, button.dataset.move === 'up');
      button.focus();
      if (at) live.textContent = list.dataset.said.replace('%o', label(row)).replace('%p', at).replace('%c', list.children.length);
    });
  });

  document.querySelectorAll('[data-group]').forEach(function (group) {
    group.addEventListener('input', function (event) {
      var one = event.target;
      if (one.type === 'checkbox' ? !one.checked : !one.value) return;
      var alone = 'alone' in one.dataset;
      group.querySelectorAll('input, select').forEach(function (other) {
        if (other === one || !(alone || 'alone' in other.dataset)) return;
        if (other.type === 'checkbox') other.checked = false; else if (!other.closest('.opens')) other.value = '';
      });
      if (alone) count(group);
    });
  });

  function whole(text) {
    var ascii = text.trim().replace(/\p{Nd}/gu, function (digit) {
      var code = digit.codePointAt(0), zero = code;
      while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
      return code - zero;
    });
    return /^\d+$/.test(ascii) ? Number(ascii) : 0;
  }

  function count(group) {
    var sum = group.querySelector('[data-total]');
    if (!sum) return;
    var total = 0;
    group.querySelectorAll('.num').forEach(function (one) { total += whole(one.value); });
    sum.textContent = total.toLocaleString(document.documentElement.lang);
  }

  document.querySelectorAll('[data-total]').forEach(function (sum) {
    var group = sum.closest('[data-group]');
    group.addEventListener('input', function () { count(group); });
  });

  document.querySelectorAll('[data-counts]').forEach(function (note) {
    var box = document.getElementById(note.dataset.counts);
    var seen = window.Intl && Intl.Segmenter && new Intl.Segmenter(document.documentElement.lang);
    box.addEventListener('input', function () {
      var text = box.value.trim(), points = Array.from(text).length;
      var written = seen ? Array.from(seen.segment(text)).length : points;
      var room = Math.max(0, note.dataset.limit - points);
      if (points) room = Math.floor(room * written / points);
      note.textContent = points ? note.dataset.said.replace('%w', local(written, note.dataset.zero)).replace('%l', local(room, note.dataset.zero)) : '';
    });
  });
})();

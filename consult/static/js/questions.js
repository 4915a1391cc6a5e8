// The same ↑ ↓ buttons without the round trip: move the row, number the ranked rows, say it, keep the focus.
(function () {
  'use strict';
  function place(row) { return row.querySelector('select').value; }
  function label(row) { return row.querySelector('label').textContent; }

  function move(list, row, up) {
    var rows = [].slice.call(list.children);
    var ranked = rows.filter(place).sort(function (a, b) { return place(a) - place(b); });
    var at = ranked.indexOf(row);
    if (at < 0) {
      if (!up) return 0;
      ranked.push(row);
    } else {
      var to = at + (up ? -1 : 1);
      if (to < 0 || to >= ranked.length) return at + 1;
      ranked.splice(at, 1);
      ranked.splice(to, 0, row);
    }
    rows.filter(function (other) { return ranked.indexOf(other) < 0; }).forEach(function (other) { list.append(other); });
    ranked.slice().reverse().forEach(function (other) { list.prepend(other); });
    ranked.forEach(function (other, i) { other.querySelector('select').value = i + 1; });
    return ranked.indexOf(row) + 1;
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
})();

// Fills the form that covers words from a selection in its turn. Places are counted in code points.
(function () {
  'use strict';
  var panel = document.querySelector('.marks');
  if (!panel) return;
  var turn = panel.closest('li'), form = panel.querySelector('form.cover');
  function count(text) { return Array.from(text).length; }
  function placeIn(said, node, offset) {
    var range = document.createRange();
    range.setStart(said, 0);
    range.setEnd(node, offset);
    return count(range.toString());
  }
  function clear() { form.elements.start.value = form.elements.end.value = ''; }
  form.elements.words.addEventListener('input', clear);
  document.addEventListener('selectionchange', function () {
    var selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    var range = selection.getRangeAt(0);
    var said = [].find.call(turn.querySelectorAll('.said,.trans'), function (one) {
      return one.contains(range.startContainer) && one.contains(range.endContainer);
    });
    if (!said) return;
    var words = range.toString();
    if (!words.trim()) return;
    form.elements.words.value = words.trim();
    form.elements.start.value = placeIn(said, range.startContainer, range.startOffset);
    form.elements.end.value = placeIn(said, range.endContainer, range.endOffset);
    if (form.elements.language) form.elements.language.value = said.classList.contains('trans') ? said.lang : '';
  });
})();

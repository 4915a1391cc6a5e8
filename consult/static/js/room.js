// Lets a page of the meeting grow as the room speaks. Every half second or so it asks for one number; when that has
// risen, it fetches the part of the page that grows and puts in what is new, piece by piece: what is being read, opened
// or focused stays where it is. Without script the page has a link that looks again.
(function () {
  'use strict';
  var room = document.getElementById('room');
  if (!room) return;
  var news = document.getElementById('room-news'), lost = document.getElementById('room-lost');
  var every = Number(room.dataset.every) || 450, longest = 8000, wait = every, misses = 0, timer = null;

  function grown() { return room.querySelector('[data-revision]'); }
  function revision() { return grown().dataset.revision; }

  function get(url) {
    return fetch(url, { credentials: 'same-origin', cache: 'no-store' }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      return answer;
    });
  }

  // make `old` what `fresh` is; what has an id is found again by it
  function morph(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
      old.replaceWith(fresh);
      return fresh;
    }
    if (old.nodeType !== 1) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return old;
    }
    if (old.isEqualNode(fresh)) return old;
    attributes(old, fresh);
    children(old, fresh);
    return old;
  }

  function attributes(old, fresh) {
    [].slice.call(old.attributes).forEach(function (one) {
      if (!fresh.hasAttribute(one.name) && one.name !== 'open') old.removeAttribute(one.name);
    });
    [].slice.call(fresh.attributes).forEach(function (one) {
      if (old.getAttribute(one.name) !== one.value) old.setAttribute(one.name, one.value);
    });
  }

  function children(old, fresh) {
    var known = {}, at = old.firstChild;
    [].slice.call(old.children).forEach(function (one) { if (one.id) known[one.id] = one; });
    [].slice.call(fresh.childNodes).forEach(function (one) {
      var same = one.id && known[one.id];
      if (same) {
        if (same !== at) old.insertBefore(same, at); else at = at.nextSibling;
        morph(same, one);
      } else if (!one.id && at && !at.id) {
        var next = at.nextSibling;
        morph(at, one);
        at = next;
      } else {
        old.insertBefore(one, at);
      }
    });
    while (at) {
      var gone = at;
      at = at.nextSibling;
      old.removeChild(gone);
    }
  }

  // the first thing in view stays where it is, whatever is put in above it
  function inPlace(change) {
    var seen = [].slice.call(room.querySelectorAll('li[id], section[id]')).find(function (one) {
      return one.getBoundingClientRect().top >= 0;
    });
    var before = seen && window.scrollY ? seen.getBoundingClientRect().top : null;
    change();
    if (before !== null && seen.isConnected) window.scrollBy(0, seen.getBoundingClientRect().top - before);
  }

  function show(html) {
    var fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-revision]');
    var told = grown().dataset.news;
    if (!fresh) return;
    inPlace(function () { morph(grown(), document.importNode(fresh, true)); });
    if (news && fresh.dataset.news && fresh.dataset.news !== told) news.textContent = fresh.dataset.news;
  }

  function look() {
    timer = null;
    if (document.hidden) return;
    get(room.dataset.changes + '?since=' + revision())
      .then(function (answer) { return answer.json(); })
      .then(function (now) {
        if (String(now.revision) === revision()) return null;
        return get(room.dataset.part).then(function (answer) { return answer.text(); }).then(show);
      })
      .then(function () { misses = 0; wait = every; }, function () { misses += 1; wait = Math.min(wait * 2, longest); })
      .then(function () {
        if (lost) lost.hidden = misses < 3;
        if (!timer) timer = setTimeout(look, wait);
      });
  }

  document.addEventListener('visibilitychange', function () {
    if (!document.hidden && timer === null) look();
  });
  timer = setTimeout(look, every);
})();

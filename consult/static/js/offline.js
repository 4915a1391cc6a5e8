// Offline mode on the member's pages, which carry this script only once it was chosen: what is sent goes through an
// outbox on the device, in order, each with a key under which the server keeps it once.
(function () {
  'use strict';
  var bar = document.getElementById('offline');
  var words = bar.dataset;
  var say = bar.querySelector('[role=status]');
  var PREFIX = 'consult-draft-', NAME = PREFIX + words.draft, OUTBOX = 'consult-outbox', AWAY = '/answer/offline/away';
  var able = 'serviceWorker' in navigator && window.indexedDB && window.caches;
  var list = null, busy = null, calm = words.on, over = false;

  function tell(text) { say.textContent = text; }

  // ---- the outbox -------------------------------------------------------------------------------------------------
  function box(mode, work) {
    return new Promise(function (done, failed) {
      var asked = indexedDB.open(OUTBOX, 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore('out', { keyPath: 'id', autoIncrement: true }); };
      asked.onerror = function () { failed(asked.error); };
      asked.onsuccess = function () {
        var base = asked.result, turn = base.transaction('out', mode, { durability: 'strict' }), got = work(turn.objectStore('out'));
        turn.oncomplete = function () { base.close(); done(got.result); };
        turn.onabort = turn.onerror = function () { base.close(); failed(turn.error); };
      };
    });
  }

  function entries() {
    return box('readonly', function (store) { return store.getAll(); }).then(function (all) {
      return all.filter(function (one) { return one.draft === words.draft; });
    });
  }

  // A page saved twice is one entry: the later one, at the end.
  function put(entry) {
    return entries().then(function (all) {
      return box('readwrite', function (store) {
        all.forEach(function (one) { if (one.url === entry.url) store.delete(one.id); });
        return store.add(entry);
      });
    });
  }

  function change(entry) { return box('readwrite', function (store) { return store.put(entry); }); }
  function drop(entry) { return box('readwrite', function (store) { return store.delete(entry.id); }); }

  function count() {
    return entries().then(function (all) {
      var refused = all.filter(function (one) { return one.refused; });
      bar.classList.toggle('warn', all.length > 0);
      bar.querySelector('ul').hidden = !refused.length;
      bar.querySelector('ul').replaceChildren.apply(bar.querySelector('ul'), refused.map(function (one) {
        var item = document.createElement('li'), link = document.createElement('a');
        link.href = one.url;
        link.textContent = words.look.replace('%s', one.title);
        item.append(link);
        return item;
      }));
      if (refused.length) tell(words.refused);
      else if (all.length) tell(words.waiting.replace('%n', new Intl.NumberFormat(document.documentElement.lang).format(all.length)));
      else tell(calm);
      return all.length;
    });
  }

  // ---- sending ----------------------------------------------------------------------------------------------------
  function key() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return btoa(String.fromCharCode.apply(null, bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  }

  // What the draft needs, asked anew; it fails without a connection, and when this browser holds no answer any more.
  function ask() {
    return fetch('/answer/offline/pages', { credentials: 'same-origin', cache: 'no-store' }).then(function (response) {
      if (response.status === 404 || response.status === 403) throw new Error('left');
      if (!response.ok) throw new Error('away');
      return response.json();
    }).then(function (found) {
      if (found.draft !== words.draft) throw new Error('left');
      list = found;
      return found;
    });
  }

  function send(entry, token) {
    var body = new URLSearchParams(entry.body);
    body.set('csrf_token', token);
    return fetch(entry.url, { method: 'POST', body: body, credentials: 'same-origin', cache: 'no-store' }).then(function (response) {
      if (response.status >= 500) throw new Error('away');
      if (response.ok) return drop(entry).then(function () { return { sent: true, url: response.url }; });
      entry.refused = response.status;
      return change(entry).then(function () { return response.text(); }).then(function (page) { return { sent: false, page: page }; });
    });
  }

  // Send everything in order. Whatever happens to the connection, what was not answered stays.
  function flush() {
    if (over) return Promise.resolve({});
    if (busy) return busy.then(flush);
    var results = {};
    busy = entries().then(function (all) {
      var open = all.filter(function (one) { return !one.refused; });
      if (!open.length) return results;
      return ask().then(function (found) {
        return open.reduce(function (before, entry) {
          return before.then(function () { return send(entry, found.csrf); }).then(function (result) {
            results[entry.key] = result;
            return result.sent ? keepPage(entry.url) : null;
          });
        }, Promise.resolve()).then(function () { return results; });
      });
    }).catch(function (error) {
      results.left = error.message === 'left';
      return results;
    }).then(function (done) {
      busy = null;
      return count().then(function () {
        if (done.left) tell(words.left);
        return done;
      });
    });
    return busy;
  }

  // ---- the copies of pages -----------------------------------------------------------------------------------------
  function keepPage(url) {
    return fetch(url, { credentials: 'same-origin', cache: 'no-store' }).then(function (response) {
      if (!response.ok || response.redirected || response.headers.get('Consult-Draft') !== words.draft) return null;
      return caches.open(NAME).then(function (cache) { return cache.put(new URL(url, location).pathname, response); });
    }).catch(function () {});
  }

  function files() {
    return [].map.call(document.querySelectorAll('link[rel=stylesheet], link[rel=icon], script[src]'), function (one) {
      return one.href || one.src;
    }).concat(words.files.split(/\s+/).map(function (one) { return new URL(one, location).href; }));
  }

  // Fetch what is missing, or everything after another language or version was chosen.
  function fill(fresh) {
    return caches.open(NAME).then(function (cache) {
      return cache.match('/stamp').then(function (held) { return held ? held.text() : ''; }).then(function (stamp) {
        var all = fresh || stamp !== list.stamp;
        return list.others.concat(list.pages).reduce(function (before, url) {
          return before.then(function () { return all ? null : cache.match(url); }).then(function (held) { return held || keepPage(url); });
        }, cache.addAll(files().filter(function (one, at, them) { return them.indexOf(one) === at; }))).then(function () { return cache.put('/stamp', new Response(list.stamp)); })
          .then(function () { return cache.put('/list', new Response(JSON.stringify(list.pages))); });
      });
    });
  }

  function kept(url) {
    return caches.open(NAME).then(function (cache) { return cache.match(url); });
  }

  function pages() {
    if (list) return Promise.resolve(list.pages);
    return kept('/list').then(function (held) { return held ? held.json() : []; });
  }

  // ---- a page's own form -------------------------------------------------------------------------------------------
  function onward(entry, go) {
    return pages().then(function (all) {
      var at = all.indexOf(entry.url), to = go === 'save' ? '/answer' : go === 'back' ? all[at - 1] : all[at + 1];
      to = to || '/answer';
      if (go.indexOf(':') > 0 || go === 'lang') return null;
      return kept(to).then(function (held) { return held ? to : null; });
    });
  }

  function shown(page) {
    document.open();
    document.write(page);
    document.close();
  }

  function afterwards(entry, go, results) {
    var result = results[entry.key];
    if (result && result.sent) return location.assign(result.url);
    if (result) return shown(result.page);
    return onward(entry, go).then(function (to) {
      if (to) return location.assign(to);
      tell(results.left ? words.left : words.kept);
      return bar.scrollIntoView();
    });
  }

  function catchPost(event) {
    var form = event.target, url = new URL(form.action, location).pathname;
    var chosen = [].some.call(form.querySelectorAll('input[type=file]'), function (one) { return one.files.length; });
    if (form.method !== 'post' || chosen || !/^\/answer\/[^/]+$/.test(url) || !form.querySelector('input[name=version]')) return;
    event.preventDefault();
    var body = new URLSearchParams(), button = event.submitter, go = button && button.name === 'go' ? button.value : 'next';
    new FormData(form).forEach(function (value, name) { if (typeof value === 'string') body.append(name, value); });
    var entry = { draft: words.draft, url: url, key: key(), title: document.title.split(' – ')[0] };
    body.set('key', entry.key);
    body.set('go', go);
    entry.body = body.toString();
    put(entry).then(flush).then(function (results) { return afterwards(entry, go, results); }, function () {
      tell(words.cannot);
      HTMLFormElement.prototype.submit.call(form);
    });
  }

  // Put back into the form what waits on the device for this page, with the revision it was written on.
  function putBack() {
    return entries().then(function (all) {
      var own = all.filter(function (one) { return one.url === location.pathname; })[0];
      var form = document.getElementById('f');
      if (!own || !form) return;
      var body = new URLSearchParams(own.body);
      if (body.get('go') === 'settle') return;
      [].forEach.call(form.elements, function (one) {
        if (!one.name || one.tagName === 'BUTTON' || one.type === 'file' || one.name === 'csrf_token' || one.name === 'key') return;
        if (one.type === 'radio' || one.type === 'checkbox') one.checked = body.getAll(one.name).indexOf(one.value) >= 0;
        else if (body.has(one.name)) one.value = body.get(one.name);
      });
    });
  }

  // ---- choosing it, and being rid of it ----------------------------------------------------------------------------
  function forget() {
    over = true;
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(PREFIX) === 0; }).map(function (name) { return caches.delete(name); }));
    }).then(function () {
      return new Promise(function (done) {
        var asked = indexedDB.deleteDatabase(OUTBOX);
        asked.onsuccess = asked.onerror = asked.onblocked = done;
      });
    }).then(function () { return navigator.serviceWorker.getRegistrations(); }).then(function (found) {
      return Promise.all(found.map(function (one) { return one.unregister(); }));
    });
  }

  function removing(form) {
    var asked = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      entries().catch(function () { return []; }).then(function (all) {
        if (all.length && !asked) {
          asked = true;
          return tell(words.lose);
        }
        return forget().then(function () {
          tell(words.gone);
          var body = new URLSearchParams(new FormData(form));
          form.remove();
          return fetch(form.action, { method: 'POST', body: body, credentials: 'same-origin' });
        }).then(function (response) { return response.text(); }).then(shown, function () {});  // what is gone is gone
      });
    });
  }

  function begin() {
    history.replaceState(null, '', location.pathname);
    tell(words.getting);
    return caches.keys().then(function (names) {  // a draft kept before on this device gives way
      return Promise.all(names.filter(function (name) { return name.indexOf(PREFIX) === 0 && name !== NAME; }).map(function (name) { return caches.delete(name); }));
    }).then(function () { return navigator.serviceWorker.register('/answer/sw.js', { scope: '/answer' }); })
      .then(ask).then(function () { return fill(false); }).then(function () { calm = words.ready; });
  }

  function goOn() {
    addEventListener('online', flush);
    document.addEventListener('visibilitychange', function () { if (!document.hidden) flush(); });
    document.addEventListener('submit', catchPost);
    return putBack().then(count).then(flush).then(function () { return list || ask(); }).then(function () { return fill(false); });
  }

  var remove = document.getElementById('remove');
  if (!able) return tell(words.cannot);
  if (remove) removing(remove);
  var work = 'begin' in words ? begin().then(goOn) : navigator.serviceWorker.getRegistration('/answer').then(function (found) {
    if (found) return goOn();
    bar.hidden = true;  // removed from this browser while there was no connection
    return null;
  });
  work.catch(function (error) { if (error.message === 'left') tell(words.left); else if ('begin' in words) tell(words.cannot); });
})();

// The worker of offline mode. It keeps pages of the one draft whose cache the member's page has made, and nothing else.
'use strict';
var PREFIX = 'consult-draft-';

function draft() {
  return caches.keys().then(function (names) {
    return names.filter(function (name) { return name.indexOf(PREFIX) === 0; })[0];
  });
}

self.addEventListener('install', function () { self.skipWaiting(); });
self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()); });

// A page that came from the network replaces the copy of itself, if it says that it is of the same draft.
function refreshed(name, path, response) {
  if (!response.ok || response.redirected || PREFIX + response.headers.get('Consult-Draft') !== name) return response;
  var copy = response.clone();
  return caches.open(name).then(function (cache) {
    return cache.match(path).then(function (held) { return held && cache.put(path, copy); });
  }).catch(function () {}).then(function () { return response; });
}

function page(event, path) {
  return draft().then(function (name) {
    return fetch(event.request).then(function (response) {
      return name && event.request.method === 'GET' ? refreshed(name, path, response) : response;
    }, function (error) {
      if (!name) throw error;
      return caches.open(name).then(function (cache) {
        var wanted = event.request.method === 'GET' ? cache.match(path) : Promise.resolve();
        return wanted.then(function (held) { return held || cache.match('/answer/offline/away'); });
      }).then(function (held) {
        if (!held) throw error;
        return held;
      });
    });
  });
}

function file(event) {
  return draft().then(function (name) {
    if (!name) return fetch(event.request);
    return caches.open(name).then(function (cache) { return cache.match(event.request); }).then(function (held) {
      return held || fetch(event.request);
    });
  });
}

self.addEventListener('fetch', function (event) {
  var url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') event.respondWith(page(event, url.pathname));
  else if (event.request.method === 'GET' && url.pathname.indexOf('/static/') === 0) event.respondWith(file(event));
});

// Draws a chart's figure with Plotly when asked. Without script the button stays hidden; the rows and the table say it all.
(function () {
  'use strict';
  var library = null;

  function load(url) {
    library = library || new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.src = url;
      script.onload = resolve;
      script.onerror = function () { library = null; reject(new Error(url)); };
      document.head.append(script);
    });
    return library;
  }

  function read(url) {
    return fetch(url, { credentials: 'same-origin', headers: { Accept: 'application/json' } }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }

  // the page's own colours, so that the figure follows light and dark
  function dress(figure) {
    var page = getComputedStyle(document.body);
    figure.layout.font = Object.assign({ family: page.fontFamily, color: page.color }, figure.layout.font);
    return figure;
  }

  document.querySelectorAll('button[data-figure]').forEach(function (button) {
    var box = button.parentNode, status = box.querySelector('[role=status]'), canvas = box.querySelector('.canvas');
    button.hidden = false;
    button.addEventListener('click', function () {
      button.disabled = true;
      status.textContent = button.dataset.loading;
      Promise.all([read(button.dataset.figure), load(button.dataset.library)]).then(function (loaded) {
        var figure = dress(loaded[0]);
        return window.Plotly.newPlot(canvas, figure.data, figure.layout, figure.config);
      }).then(function () {
        status.textContent = button.dataset.shown;
        button.hidden = true;
      }).catch(function () {
        button.disabled = false;
        status.textContent = button.dataset.failed;
      });
    });
  });
})();

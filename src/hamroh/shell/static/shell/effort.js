// While somebody writes, their phone tries numbers until one fits this form. With it a report stands ahead when very many come at once.
// Nothing waits for it: a form is sent as well without.
(function () {
  "use strict";
  var form = document.getElementById("q"), mark = form && form.elements.form, work = form && form.elements.work;
  if (!work || work.value || !window.crypto || !crypto.subtle || !window.TextEncoder) return;
  var text = new TextEncoder(), n = 0;
  function fits(buffer) {
    var b = new Uint8Array(buffer);
    return b[0] === 0 && b[1] === 0;
  }
  function some() {
    var tried = [], from = n;
    for (; n < from + 200; n++) tried.push(crypto.subtle.digest("SHA-256", text.encode(mark.value + ":" + n)));
    Promise.all(tried).then(function (found) {
      for (var i = 0; i < found.length; i++) if (fits(found[i])) { work.setAttribute("value", from + i); return; }
      if (n < 2000000 && form.isConnected) setTimeout(some, 0);
    });
  }
  setTimeout(some, 1000);
})();

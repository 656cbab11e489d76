// When the session has ended, what a page of the desk showed is taken out of it, whether or not there is a line. What somebody typed and
// has not sent waits behind one press for as long again; then it goes too. Without this file a page stays until it is loaded anew.
(function () {
  "use strict";
  var d = document, body = d.body, seconds = Number(body.getAttribute("data-ends")), note = d.getElementById("ended");
  var line = window.BroadcastChannel ? new BroadcastChannel("desk") : null, last = Date.now(), out = false, gone = false;

  // A page on which somebody signs in: nobody is signed in in this browser, in no tab.
  if (!seconds && line && d.querySelector("form[data-passkey]")) line.postMessage("out");
  if (!seconds || !note) return;

  function here() { last = Date.now(); if (line) line.postMessage("here"); }
  function words(field) {
    var label = field.labels && field.labels[0];
    return label ? label.textContent.trim() : "";
  }
  function typed() {
    return [].filter.call(d.querySelectorAll("textarea, input"), function (field) {
      return field.value && field.value !== field.defaultValue && !/^(hidden|password|file|checkbox|radio|submit)$/.test(field.type);
    }).map(function (field) { return [words(field), field.value]; });
  }
  function clear(kept) {
    var page = note.content.cloneNode(true), box = page.querySelector("details");
    kept.forEach(function (one) {
      var name = d.createElement("p"), text = d.createElement("textarea");
      name.textContent = one[0];
      text.textContent = one[1];
      text.readOnly = true;
      text.setAttribute("aria-label", one[0]);
      box.appendChild(name);
      box.appendChild(text);
    });
    box.hidden = !kept.length;
    d.title = note.getAttribute("data-title");
    body.replaceChildren(page);
    body.querySelector("h1").focus();
  }
  function look() {
    var away = (Date.now() - last) / 1000;
    if (!gone && away > 2 * seconds) { gone = out = true; clear([]); }
    else if (!out && away > seconds) { out = true; clear(typed()); }
  }
  if (line) {
    line.onmessage = function (e) {
      if (out) return;
      if (e.data === "here") last = Date.now();
      else { out = true; last = Date.now() - seconds * 1000; clear(typed()); }
    };
  }
  here();
  d.addEventListener("kept", here);
  setInterval(look, 5000);
  ["pageshow", "focus", "online"].forEach(function (what) { addEventListener(what, look); });
})();

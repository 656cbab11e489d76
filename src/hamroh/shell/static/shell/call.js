// What is typed during a call is kept every few seconds. Without this file the Save button does the same.
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]");
  if (!form || !window.fetch) return;
  var status = document.getElementById("kept"), box = document.getElementById("earlier"), changed = false, busy = false;

  function show(lines) {
    if (!box || !lines.length) return;
    var list = document.createElement("ul");
    list.className = "rights sm";
    lines.forEach(function (line) { var item = document.createElement("li"); item.textContent = line; list.appendChild(item); });
    var old = box.querySelector("ul");
    if (old) box.replaceChild(list, old); else box.appendChild(list);
  }
  function keep() {
    if (!changed || busy) return;
    changed = false; busy = true;
    var body = new URLSearchParams(new FormData(form));
    body.set("go", "keep");
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin", cache: "no-store" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (said) {
        busy = false;
        if (!said) return;
        form.action = said.address;
        form.elements.edition.value = said.edition;
        status.textContent = said.saved;
        show(said.earlier);
      }, function () { busy = false; changed = true; });
  }
  form.addEventListener("input", function () { changed = true; });
  setInterval(keep, 3000);
  // A closed tab: what was typed in the last seconds goes along.
  addEventListener("pagehide", function () {
    if (!changed || !navigator.sendBeacon) return;
    var body = new URLSearchParams(new FormData(form));
    body.set("go", "keep");
    navigator.sendBeacon(form.action, body);
  });
})();

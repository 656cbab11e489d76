// What is typed during a call is kept every few seconds. Without this file the Save button does the same.
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]");
  if (!form || !window.fetch) return;
  var status = document.getElementById("kept"), box = document.getElementById("earlier"), changed = false, busy = false, pressed = null;

  function show(lines) {
    if (!box || !lines) return;
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
        if (said) {
          form.action = said.address;
          form.elements.edition.value = said.edition;
          status.textContent = said.saved;
          document.dispatchEvent(new Event("kept"));
          show(said.earlier);
        }
        again();
      }, function () { busy = false; changed = true; again(); });
  }
  // A button pressed while the words are on their way waits for them: else they would meet themselves as somebody else's.
  function again() {
    var button = pressed;
    pressed = null;
    if (button && form.requestSubmit) form.requestSubmit(button);
  }
  form.addEventListener("submit", function (e) {
    changed = false;
    if (busy && e.submitter && form.requestSubmit) { e.preventDefault(); pressed = e.submitter; }
  });
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

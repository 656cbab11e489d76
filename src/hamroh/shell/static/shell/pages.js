// A shortcut, never a condition: without this file every page works, only the browser's own Back asks before it shows a question again.
(function () {
  "use strict";
  var d = document, root = d.documentElement, at = 0, last = 0, held = {}, busy = false;

  // The sealed answers outlive a tab that the phone threw out of memory. They are cleared on leaving and on the first page.
  function remember(text) {
    try { if (text) sessionStorage.setItem("s", text); else sessionStorage.removeItem("s"); } catch (e) { /* no storage: nothing is remembered */ }
  }
  function remembered() {
    try { return sessionStorage.getItem("s"); } catch (e) { return null; }
  }
  function now() { return { body: d.body, title: d.title, lang: root.lang, mode: root.getAttribute("data-mode") }; }
  function swap(page) {
    root.replaceChild(page.body, d.body);
    d.title = page.title;
    root.lang = page.lang;
    if (page.mode) root.setAttribute("data-mode", page.mode); else root.removeAttribute("data-mode");
  }
  function show(html, address, push) {
    var n = new DOMParser().parseFromString(html, "text/html");
    if (push) {
      held[at] = now();
      at = ++last;
      history.pushState({ n: at }, "", address);
    }
    swap({ body: d.adoptNode(n.body), title: n.title, lang: n.documentElement.lang, mode: n.documentElement.getAttribute("data-mode") });
    var s = d.querySelector("#q input[name=seal]");
    if (s) remember(s.value);
    var first = d.querySelector(".errors") || d.querySelector("h1");
    scrollTo(0, 0);
    if (first) { first.setAttribute("tabindex", "-1"); first.focus({ preventScroll: true }); }
  }
  function send(address, body, push) {
    if (busy) return;
    busy = true;
    fetch(address, { method: "POST", body: body, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" })
      .then(function (r) { return r.text(); })
      .then(function (t) { busy = false; show(t, address, push); }, function () { busy = false; dropped(); });
  }
  function dropped() {
    var t = d.querySelector("#dropped"), m = d.querySelector("main");
    if (!t || !m) return;
    var old = d.querySelector(".dropped");
    if (old) old.remove();
    var note = t.content.firstElementChild.cloneNode(true);
    m.insertBefore(note, m.firstChild);
    note.focus();
  }

  d.addEventListener("submit", function (e) {
    var form = e.target, b = e.submitter;
    if (!b || !window.fetch || form.method !== "post") return;
    var address = b.hasAttribute("formaction") ? b.formAction : form.action;
    if (/\.(pdf|ics)$/.test(address)) return;
    e.preventDefault();
    var body = new FormData(form);
    if ((b.formEnctype || form.enctype) !== "multipart/form-data") body = new URLSearchParams(body);
    if (b.name) body.append(b.name, b.value);
    send(address, body, true);
  });
  addEventListener("popstate", function (e) {
    var n = e.state ? e.state.n : 0;
    if (!held[n]) { location.reload(); return; }
    held[at] = now();
    at = n;
    swap(held[n]);
  });

  // Leaves at once, and without a trace in Back.
  function leave(e) {
    var l = d.querySelector(".leave");
    if (!l) return;
    if (e) e.preventDefault();
    remember("");
    held = {};
    root.style.display = "none";
    d.title = " ";
    location.replace(l.href);
  }
  d.addEventListener("click", function (e) { if (e.target.closest && e.target.closest(".leave")) leave(e); });
  d.addEventListener("keydown", function (e) { if (e.key === "Escape") leave(); });

  if (history.state && history.state.n) at = last = history.state.n; else history.replaceState({ n: 0 }, "");
  if (d.querySelector("[data-door]")) remember("");
  var kept = d.querySelector("[data-begin]") && remembered();
  if (kept && window.fetch) send(location.pathname, new URLSearchParams({ seal: kept, go: "again" }), false);
  var faults = d.querySelector(".errors");
  if (faults) faults.focus();
})();

// Verifies a signed code (COSE_Sign1 with ES256, see hamroh/recruitment/seals/codes.py) in the page, with the keys that the
// page carries and the signed list that lies beside it (listed.py). The code stands in the fragment of the address: it is sent
// to nobody. Without a line a typed number is answered from the list; it leaves the phone only as the form sends it.
"use strict";
(async () => {
  // The list is asked for before the page is read to its end: on a slow phone that takes longer than all that is done with it.
  const LIST = "/codes.cose", ask = () => fetch(LIST).then((answer) => answer.ok && answer.arrayBuffer());
  let asking = location.hash.length > 1 ? ask() : null;
  if (asking) asking.catch(() => {});
  if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));
  const place = document.getElementById("said");
  const carried = JSON.parse(document.getElementById("carried").textContent);
  const HEAD = [0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa1, 0x04, 0x44];
  const made = Date.parse(`${carried.day}T00:00:00+05:00`), DAY = 864e5;
  // A phone whose clock was set back is no earlier than the page and the list it holds.
  let listed = 0;
  const now = () => Math.max(Date.now(), made, listed);
  // Half the order of P-256: of the two signatures that a key verifies the one with the smaller s is ours.
  const HALF = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
  // So many milliseconds the list may take before it is said that it is waited for.
  const SOON = 250;
  const KIND = -65537, NUMBER = -65538, TITLE = -65539;
  const MARKS = -65540, NUMBERS = -65541, KINDS = -65542, ENDS = -65543, GONE = -65544;

  function raw(text) {
    const some = atob(text.replace(/-/g, "+").replace(/_/g, "/")), bytes = new Uint8Array(some.length);
    for (let i = 0; i < some.length; i++) bytes[i] = some.charCodeAt(i);
    return bytes;
  }
  function text64(bytes) {
    let some = "";
    for (let i = 0; i < bytes.length; i++) some += String.fromCharCode(bytes[i]);
    return btoa(some).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

  // The part of CBOR that our codes are made of: whole numbers, bytes, text, and one map of them.
  function reader(bytes) {
    let at = 0;
    const number = (count) => {
      let n = 0;
      for (let i = 0; i < count; i++) {
        if (at >= bytes.length) throw new Error("short");
        n = n * 256 + bytes[at++];
      }
      return n;
    };
    const one = () => {
      const first = number(1), kind = first >> 5, low = first & 31;
      if (low > 26) throw new Error("not ours");
      const n = low < 24 ? low : number(1 << (low - 24));
      if (kind === 0) return n;
      if (kind === 1) return -1 - n;
      if (kind === 2 || kind === 3) {
        if (at + n > bytes.length) throw new Error("short");
        const some = bytes.subarray(at, (at += n));
        return kind === 2 ? some : new TextDecoder("utf-8", { fatal: true }).decode(some);
      }
      if (kind === 5) {
        const map = new Map();
        for (let i = 0; i < n; i++) map.set(one(), one());
        return map;
      }
      throw new Error("not ours");
    };
    return { one, at: () => at, end: () => at === bytes.length };
  }

  function bytestring(some) {
    const n = some.length;
    const head = n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : n < 65536 ? [0x59, n >> 8, n & 255] : [0x5a, 0, n >> 16, (n >> 8) & 255, n & 255];
    return joined(head, some);
  }

  // A list has tens of thousands of bytes: they are copied as they lie.
  function joined(some, more) {
    const both = new Uint8Array(some.length + more.length);
    both.set(some);
    both.set(more, some.length);
    return both;
  }

  // Code and list are mostly signed with one key.
  const imported = new Map();
  function keyOf(kid, [x, y]) {
    if (!imported.has(kid)) imported.set(kid, crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]));
    return imported.get(kid);
  }

  // Who signed the bytes, and what they say; throws the name of the answer where that is not ours.
  async function opened(code) {
    if (!HEAD.every((b, i) => code[i] === b)) throw new Error("refused");
    const kid = hex(code.subarray(9, 13)), rest = reader(code.subarray(13)), body = rest.one(), signature = rest.one();
    if (!rest.end() || !(body instanceof Uint8Array) || !(signature instanceof Uint8Array) || signature.length !== 64) throw new Error("refused");
    if (hex(signature.subarray(32)) > HALF) throw new Error("refused");
    const written = bytestring(body);
    // The same said in other bytes, a length in more than it needs, is no code of ours.
    if (code.length !== 13 + written.length + bytestring(signature).length) throw new Error("refused");
    const pair = Object.hasOwn(carried.keys, kid) && carried.keys[kid];
    if (!pair) throw new Error("unknown_key");
    const key = await keyOf(kid, pair);
    // Sig_structure of RFC 9052: context, protected header, no outside data, payload.
    const signed = joined([0x84, 0x6a, ...new TextEncoder().encode("Signature1"), 0x43, 0xa1, 0x01, 0x26, 0x40], written);
    if (!(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed))) throw new Error("refused");
    return { kid, said: reader(body).one() };
  }

  const within = (promise, seconds) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("slow")), seconds * 1000))]);
  const same = (some, at, [a, b, c, d]) => some[at] === a && some[at + 1] === b && some[at + 2] === c && some[at + 3] === d;

  // A list as it lies, once its signature is verified; null where it is none to believe. It is asked where it lies: nothing is unpacked.
  async function believed(bytes) {
    const { kid, said } = await opened(bytes);
    const [marks, numbers, kinds, ends, gone] = [MARKS, NUMBERS, KINDS, ENDS, GONE].map((name) => said.get(name));
    const n = kinds.length, day = said.get(6) * 1000;
    if (carried.kids.includes(kid) || !(day > 0) || numbers.length !== 4 * n || ends.length !== 2 * n || gone.length !== 2 * n || marks.length % 4) return null;
    const two = (some, i) => some[2 * i] * 256 + some[2 * i + 1];
    return {
      day,
      takenBack(mark) {
        const start = [...mark.subarray(0, 4)];
        for (let at = 0; at < marks.length; at += 4) if (same(marks, at, start)) return true;
        return false;
      },
      number(start) {
        for (let i = 0; i < n; i++) if (same(numbers, 4 * i, start)) return { kind: kinds[i], ends: two(ends, i), gone: two(gone, i) };
        return null;
      },
    };
  }

  // The list that lies beside the page; null where there is none to believe.
  let list = null;
  async function read() {
    if (list) return list;
    try {
      const asked = asking || ask();
      asking = null;
      const bytes = await within(asked, 8);
      if (!bytes) return null;
      list = await believed(new Uint8Array(bytes));
      if (list) {
        listed = list.day;
        setTimeout(() => { try { localStorage.setItem(LIST, text64(new Uint8Array(bytes))); } catch { /* kept beside the page alone */ } });
      }
      return list;
    } catch { return null; }
  }

  // The same as it was read last, if it is of the day of this page: on a slow phone it takes a tenth of the time in which the newest comes.
  async function ofToday() {
    try {
      const kept = localStorage.getItem(LIST), found = kept && (await believed(raw(kept)));
      return found && found.day >= made ? found : null;
    } catch { return null; }
  }

  const old = () => now() - listed > (carried.fresh_days + 1) * DAY;

  // `meanwhile` shows what is known while the list is on its way: on a slow line that takes seconds. Into `later` go answers that may come
  // after this one: what a list of today says is said at once, and put right if the newest, which comes a moment later, says otherwise.
  async function verdict(text, meanwhile, later) {
    let found;
    // On its way while the code is looked at.
    const listing = read(), today = ofToday();
    try {
      const code = raw(text);
      if (text64(code) !== text) return { is: "refused" };
      found = await opened(code);
    } catch (why) { return { is: why.message === "unknown_key" ? "unknown_key" : "refused" }; }
    try {
      const { kid, said } = found;
      const out = { kind: said.get(KIND), number: said.get(NUMBER), title: said.get(TITLE), ends: said.get(4) * 1000 };
      const judged = (known) => {
        if (carried.kids.includes(kid) || (hex(said.get(7)) && known && known.takenBack(said.get(7)))) return { is: "revoked", ...out };
        return { is: out.ends < now() ? "expired" : known ? "genuine" : "unlisted", ...out };
      };
      performance.measure("signature", "asked");
      const kept = await today;
      if (kept) {
        listed = Math.max(listed, kept.day);
        later.push(listing.then((got) => got && judged(got)));
        return judged(list || kept);
      }
      const known = await Promise.race([listing, new Promise((done) => setTimeout(() => done("late"), SOON))]).then((got) => {
        if (got !== "late") return got;
        meanwhile({ is: "looking", ...out });
        return listing;
      });
      return judged(known);
    } catch { return { is: "refused" }; }
  }

  // A number however it is typed: as `number_key` of the register reads it (hamroh/recruitment/register/names.py).
  const NOT = "[^\\p{L}\\p{N}_]";
  const WORDS = new RegExp(`^${NOT}*(?:лицензи[яию]|иҷозатнома(?:и|ҳои)?|ичозатнома(?:и|хои)?|licen[cs]e)${NOT}+(?:(?:номер|рақами?|раками?|number|no)${NOT}+)?`, "iu");
  // What may stand before the number of a code, as the site reads it (hamroh/recruitment/seals/queries.py).
  const SAID = new RegExp(`^${NOT}*(?:плакат|шаҳодатнома|шаходатнома|свидетельство|сертификат|рамз|код|poster|certificate|code)и?${NOT}+(?:(?:рақами?|раками?|номер|number|no)${NOT}+)?`, "iu");
  function numberKey(typed) {
    const ofCode = readNumber(typed.replace(SAID, ""));
    return ofCode.length === 8 ? ofCode : readNumber(typed);
  }
  function readNumber(typed) {
    const big = typed.replace(/№/g, " ").normalize("NFKC").replace(WORDS, "").toUpperCase();
    const alike = big.replace(/[АВЕКМНОРСТУХІ]/g, (letter) => "ABEKMHOPCTYXI"["АВЕКМНОРСТУХІ".indexOf(letter)]);
    return alike.replace(/[^\p{L}\p{N}\p{M}]/gu, "").replace(/\p{M}/gu, "\u0298");
  }

  async function byNumber(typed) {
    const known = await read();
    if (!known) return { is: "n_none" };
    if (old()) return { is: "n_old" };
    const asked = new TextEncoder().encode(`hamroh number ${numberKey(typed)}`);
    const found = known.number([...new Uint8Array(await crypto.subtle.digest("SHA-256", asked)).subarray(0, 4)]);
    if (!found) return { is: "n_unlisted" };
    // Days are counted from the first of January 2020 in Dushanbe; 0 is none, and 1 a day that nobody knows.
    const day = (n) => Date.parse("2020-01-01T00:00:00+05:00") + n * DAY;
    const out = { kind: found.kind, ends: day(found.ends + 1) - 1000, gone: found.gone > 1 ? day(found.gone) : 0 };
    return { is: found.gone ? "n_revoked" : out.ends < now() ? "n_expired" : "n_genuine", ...out };
  }

  function day(moment) {
    const local = new Date(moment + 5 * 3600e3), months = place.dataset.months.split(" ");
    return `${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`;
  }

  let told = 0;
  async function tell(asked) {
    performance.mark("asked");
    delete place.dataset.looking;
    const turn = (told += 1), later = [];
    let found;
    if (!globalThis.crypto || !crypto.subtle) found = { is: "cannot" };
    else found = await asked((some) => { put(some); place.dataset.looking = "yes"; }, later).catch(() => ({ is: "cannot" }));
    final(found);
    performance.measure("verified", "asked");
    for (const next of later) next.then((some) => { if (some && some.is !== found.is && turn === told) final(some); });
  }

  function final(found) {
    put(found);
    delete place.dataset.looking;
    place.dataset.is = found.is;
    place.focus();
  }

  function put(found) {
    const answer = document.getElementById(`t-${found.is}`).content.cloneNode(true);
    for (const spot of answer.querySelectorAll("[data-put]")) {
      const name = spot.dataset.put;
      if (name === "kind") spot.textContent = place.dataset[`kind${found.kind}`] || "";
      else if (name === "ends" || name === "gone") spot.textContent = found[name] ? day(found[name]) : "—";
      else if (name === "list") spot.textContent = day(listed);
      else spot.textContent = found[name];
    }
    const stale = old();
    for (const spot of answer.querySelectorAll("[data-if]")) if ((spot.dataset.if === "old") !== stale) spot.remove();
    place.replaceChildren(answer);
  }

  function show() {
    const text = location.hash.slice(1);
    for (const link of document.querySelectorAll(".langs a")) link.hash = location.hash;
    return text ? tell((meanwhile, later) => verdict(text, meanwhile, later)) : null;
  }

  // Where there is a line, the site answers a typed number, by all it knows; without one, this page does by the list.
  const field = document.getElementById("q"), form = field.form;
  let sending = false;
  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    const line = navigator.onLine && (await within(fetch(form.action, { method: "HEAD", cache: "no-store" }), 4).then(() => true, () => false));
    if (line) {
      sending = true;
      form.querySelector("button").click();
      sending = false;
      return;
    }
    const typed = field.value, link = typed.includes("/qr/") ? typed.slice(typed.indexOf("#") + 1).trim() : "";
    if (typed.trim()) tell((meanwhile, later) => (link ? verdict(link, meanwhile, later) : byNumber(typed)));
  });

  addEventListener("hashchange", show);
  const keep = () => navigator.serviceWorker.register("worker.js").catch(() => {});
  const answered = Promise.resolve(show());
  // A phone that keeps the page already looks for a newer keeper once it has answered.
  if ("serviceWorker" in navigator && isSecureContext) { if (navigator.serviceWorker.controller) answered.finally(keep); else keep(); }
})();

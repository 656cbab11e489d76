// Verifies a signed code (COSE_Sign1 with ES256, see hamroh/recruitment/seals/codes.py) in the page, with the keys that the
// page carries. The code stands in the fragment of the address: it is sent to nobody.
"use strict";
(() => {
  const place = document.getElementById("said");
  const carried = JSON.parse(document.getElementById("carried").textContent);
  const HEAD = [0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa1, 0x04, 0x44];
  // A phone whose clock was set back is no earlier than the list it carries.
  const listed = Date.parse(`${carried.list.day}T00:00:00+05:00`), now = () => Math.max(Date.now(), listed);
  const KIND = -65537, NUMBER = -65538, TITLE = -65539;

  const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
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
    const head = n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255];
    return [...head, ...some];
  }

  async function verdict(text) {
    let code, body, signature, kid;
    try {
      code = raw(text);
      if (text64(code) !== text || !HEAD.every((b, i) => code[i] === b)) return { is: "refused" };
      kid = hex(code.subarray(9, 13));
      const rest = reader(code.subarray(13));
      body = rest.one();
      signature = rest.one();
      if (!rest.end() || !(body instanceof Uint8Array) || !(signature instanceof Uint8Array) || signature.length !== 64) return { is: "refused" };
      // The same said in other bytes, a length in more than it needs, is no code of ours.
      if (code.length !== 13 + bytestring(body).length + bytestring(signature).length) return { is: "refused" };
    } catch { return { is: "refused" }; }
    const pair = Object.hasOwn(carried.keys, kid) && carried.keys[kid];
    if (!pair) return { is: "unknown_key" };
    const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x: pair[0], y: pair[1] }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    // Sig_structure of RFC 9052: context, protected header, no outside data, payload.
    const signed = Uint8Array.from([0x84, 0x6a, ...new TextEncoder().encode("Signature1"), 0x43, 0xa1, 0x01, 0x26, 0x40, ...bytestring(body)]);
    if (!(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed))) return { is: "refused" };
    try {
      const said = reader(body).one();
      const out = { kind: said.get(KIND), number: said.get(NUMBER), title: said.get(TITLE), ends: said.get(4) };
      if (carried.list.kids.includes(kid) || carried.list.marks.includes(hex(said.get(7)))) return { is: "revoked", ...out };
      return { is: out.ends < now() / 1000 ? "expired" : "genuine", ...out };
    } catch { return { is: "refused" }; }
  }

  function day(moment) {
    const local = new Date(moment + 5 * 3600e3), months = place.dataset.months.split(" ");
    return `${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`;
  }

  async function show() {
    const text = location.hash.slice(1);
    for (const link of document.querySelectorAll(".langs a")) link.hash = location.hash;
    if (!text) return;
    performance.mark("asked");
    let found;
    if (!globalThis.crypto || !crypto.subtle) found = { is: "cannot" };
    else found = await verdict(text).catch(() => ({ is: "cannot" }));
    const made = document.getElementById(`t-${found.is}`).content.cloneNode(true);
    const old = now() - listed > (carried.fresh_days + 1) * 864e5;
    for (const spot of made.querySelectorAll("[data-put]")) {
      const name = spot.dataset.put;
      if (name === "kind") spot.textContent = place.dataset[`kind${found.kind}`] || "";
      else if (name === "ends") spot.textContent = day(found.ends * 1000);
      else if (name === "list") spot.textContent = day(listed);
      else spot.textContent = found[name];
    }
    for (const spot of made.querySelectorAll("[data-if]")) if ((spot.dataset.if === "old") !== old) spot.remove();
    place.replaceChildren(made);
    place.dataset.is = found.is;
    performance.measure("verified", "asked");
    place.focus();
  }

  addEventListener("hashchange", show);
  show();
  if ("serviceWorker" in navigator && isSecureContext) navigator.serviceWorker.register("worker.js").catch(() => {});
})();

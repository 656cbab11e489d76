// Keeps the page that verifies codes, so that it opens without a line. Holds nothing that anybody typed or scanned: a code
// stands in the fragment of the address, which never comes here.
"use strict";
const KEPT = "codes-1";
const page = new URL("./", self.location);
const LIST = "/codes.cose";

async function keep() {
  const cache = await caches.open(KEPT);
  const fresh = await fetch(page, { cache: "no-cache" });
  if (!fresh.ok) throw new Error("not kept");
  const text = await fresh.clone().text();
  const parts = [...new Set(text.match(/\/still\/[\w.-]+/g) || [])];
  await Promise.all(parts.map(async (part) => { if (!(await cache.match(part))) await cache.add(part); }));
  for (const old of await cache.keys()) {
    const path = new URL(old.url).pathname;
    if (path.startsWith("/still/") && !parts.includes(path)) await cache.delete(old);
  }
  await cache.put(page, fresh);
}

// The signed list of codes, which the page verifies before it believes it: given on at once, and kept meanwhile.
async function keepList(event) {
  const fresh = await fetch(LIST, { cache: "no-cache" });
  if (!fresh.ok) throw new Error("not kept");
  // Read once and given on whole: of a body with two readers each piece is copied, which a slow phone takes longer for than for the answer.
  const bytes = await fresh.arrayBuffer(), made = () => new Response(bytes, { headers: { "Content-Type": "application/cose" } });
  event.waitUntil(caches.open(KEPT).then((cache) => cache.put(LIST, made())));
  return made();
}

// The newest first; after four seconds, or without a line, as it was kept.
function newest(event, kept, fetched) {
  const fresh = fetched.then((found) => found || caches.match(kept));
  const slow = new Promise((done) => setTimeout(done, 4000)).then(() => caches.match(kept));
  event.respondWith(Promise.race([fresh, slow]).catch(() => caches.match(kept)).then((found) => found || fetch(event.request)));
  event.waitUntil(fresh.catch(() => {}));
}

// A site that has no list yet keeps its page all the same.
self.addEventListener("install", (event) => event.waitUntil(Promise.all([keep(), keepList(event).catch(() => {})]).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== location.origin) return;
  if (asked.pathname.startsWith("/still/")) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  } else if (asked.pathname === page.pathname) {
    newest(event, page, keep());
  } else if (asked.pathname === LIST) {
    newest(event, LIST, keepList(event));
  } else if (event.request.mode === "navigate") {
    // The page of a route is kept by no phone: it would tell where somebody goes. Without a line the page of codes verifies its code.
    event.respondWith(fetch(event.request).catch(() => caches.match(page)));
  }
});

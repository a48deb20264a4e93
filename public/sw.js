// The service worker: shows what push services bring, and a page of our own where there is no network. It keeps no data of the user.
const SHELL = "heliograph-offline-2";
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    Promise.all([
      caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)))),
      self.clients.claim(),
    ]),
  );
});

/**
 * The offline page with the style sheets and fonts that it names, and without the scripts that it would fetch: with some of them in the
 * browser's own cache and others out of reach, half a program would start in the page's place and say that something is broken.
 */
async function keepOffline() {
  const cache = await caches.open(SHELL);
  const page = await fetch(OFFLINE, { cache: "reload", credentials: "omit" });
  if (!page.ok) throw new Error(`${OFFLINE} answered ${page.status}`);
  const html = (await page.text()).replace(/<script\b[^>]*\bsrc=[^>]*><\/script>|<link\b[^>]*\bas="script"[^>]*>/g, "");
  const still = new Response(html, { headers: page.headers });
  const files = [...html.matchAll(/(?:href|src)="(\/_next\/static\/[^"]+\.(?:css|woff2)[^"]*)"/g)].map(([, path]) => path);
  await Promise.all([cache.put(OFFLINE, still), ...[...new Set(files)].map((path) => cache.add(path))]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.match(OFFLINE)) ?? Response.error()));
  } else if (url.pathname.startsWith("/_next/static/") && /\.(css|woff2)$/.test(url.pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});

// A browser takes the permission away from a page that shows nothing for a push, so even an unreadable one is shown.
self.addEventListener("push", (event) => {
  const told = readPush(event.data);
  event.waitUntil(
    self.registration.showNotification(told.title, {
      body: told.body,
      tag: told.tag,
      icon: "/mark.svg",
      timestamp: Date.parse(told.at) || Date.now(),
      data: { link: told.link },
    }),
  );
});

function readPush(data) {
  const unread = { title: "Heliograph", body: "There is news for you.", tag: "news", at: "", link: "/notifications" };
  try {
    const { title, body, tag, at, link } = data.json();
    return typeof title === "string" && typeof body === "string" ? { title, body, tag, at, link } : unread;
  } catch {
    return unread;
  }
}

// Opens the link in a tab of ours that is there, else in a new one. A link elsewhere is never opened.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data?.link ?? "/notifications", self.location.origin);
  const target = link.origin === self.location.origin ? link.href : new URL("/notifications", self.location.origin).href;
  event.waitUntil(openOwn(target));
});

async function openOwn(target) {
  const windows = await self.clients.matchAll({ type: "window" });
  const here = windows.find(({ url }) => url === target) ?? windows[0];
  if (here === undefined) return self.clients.openWindow(target);
  await here.focus();
  return here.url === target ? here : here.navigate(target);
}

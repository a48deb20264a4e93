import { chromium } from "playwright-core";

const [, , pw, width, theme, ...paths] = process.argv;
const b = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const c = await b.newContext({ viewport: { width: Number(width), height: 900 }, colorScheme: theme });
const p = await c.newPage();
p.setDefaultTimeout(120000);
p.on("console", (m) => {
  if (m.type() === "error" || m.type() === "warning") console.log("console:", m.text().slice(0, 400));
});
p.on("pageerror", (e) => console.log("pageerror:", String(e).slice(0, 400)));
await p.goto("http://localhost:3240/login");
await p.fill('input[name="email"]', "subscriber@heliograph.test");
await p.fill('input[name="password"]', pw);
await p.click('button[type="submit"]');
await p.waitForURL((u) => !u.pathname.startsWith("/login"), { timeout: 120000 });
for (const path of paths) {
  const t = Date.now();
  await p.goto("http://localhost:3240" + path, { waitUntil: "load", timeout: 180000 });
  await p.waitForTimeout(2500);
  const over = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  console.log(path, Date.now() - t, "overflow", over);
  await p.screenshot({ path: `/tmp/shot-${path.replaceAll("/", "_")}-${width}-${theme}.png`, fullPage: true });
}
await b.close();

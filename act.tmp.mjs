import { chromium } from "playwright-core";

const [, , pw, follow] = process.argv;
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
const c = await b.newContext({ viewport: { width: 1280, height: 900 } });
const p = await c.newPage();
p.setDefaultTimeout(60000);
p.on("console", (m) => {
  if (m.type() === "error") console.log("console:", m.text().slice(0, 300));
});
p.on("pageerror", (e) => console.log("pageerror:", String(e).slice(0, 300)));
await p.goto("http://localhost:3240/login");
await p.fill('input[name="email"]', "subscriber@heliograph.test");
await p.fill('input[name="password"]', pw);
await p.click('button[type="submit"]');
await p.waitForURL((u) => !u.pathname.startsWith("/login"));
await p.goto("http://localhost:3240/positions");
await p
  .getByRole("button", { name: /^Close long/ })
  .first()
  .click();
await p.getByText("50 %", { exact: true }).click();
await p.screenshot({ path: "/tmp/act-close.png" });
await p.getByRole("button", { name: "Close 50 %" }).click();
await p.getByText(/Part closed/).waitFor();
console.log(
  "toast:",
  await p
    .getByText(/Part closed/)
    .first()
    .innerText(),
);
await p.waitForTimeout(2500);
console.log("row:", (await p.locator("tr[data-position]").first().innerText()).replace(/\s+/g, " "));
const api = await p.evaluate(async () => (await (await fetch("/api/positions?state=OPEN")).json()).items[0]);
console.log(
  "api:",
  JSON.stringify({ qty: api.qty, entryQty: api.entryQty, gross: api.grossPnl, fees: api.fees, pnl: api.pnl }),
);
await p.goto("http://localhost:3240/follows/" + follow);
await p.getByLabel("Size by").selectOption("riskPct");
await p.waitForTimeout(4000);
console.log("preview:", (await p.locator("table").last().innerText()).replace(/\s+/g, " ").slice(0, 300));
await p.getByRole("button", { name: "Save follow settings" }).click();
await p.getByText(/Saved\./).waitFor();
console.log("saved");
await p.getByRole("button", { name: /Stop all trading/ }).click();
await p.getByText("Close at market").click();
await p.screenshot({ path: "/tmp/act-stop.png" });
await p.getByRole("dialog").getByRole("button", { name: "Stop all trading" }).click();
await p.getByText(/Copying is off/).waitFor();
await p.waitForTimeout(1500);
await p.screenshot({ path: "/tmp/act-stopped.png" });
console.log("stop:", (await p.getByRole("dialog").innerText()).replace(/\s+/g, " "));
await p.goto("http://localhost:3240/history");
await p.waitForTimeout(1000);
console.log("history:", (await p.locator("table").first().innerText()).replace(/\s+/g, " "));
const csv = await p.evaluate(async () => (await fetch("/api/positions/export")).text());
console.log(csv);
await p.screenshot({ path: "/tmp/act-history.png" });
await b.close();

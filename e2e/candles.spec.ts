import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { accessToken } from "./support/api.ts";
import { signedIn } from "./support/sign-in.ts";
import { E2E } from "./support/site.ts";

const FILE = resolve("../shared/data/bybit/XRPUSDT_4h.csv.gz");
const BARS = "6,868";

/** The newest job about a series. */
const job = (page: Page, words: string) => page.getByRole("row").filter({ hasText: words }).first();

test("an admin imports a file, sees what came of it, checks the series and takes it out again", async ({ browser }) => {
  const context = await browser.newContext({ storageState: await signedIn(browser, "ADMIN") });
  const page = await context.newPage();
  await page.goto("/admin/candles");

  const form = page.getByRole("form", { name: "Import candles" });
  await form.getByLabel("File", { exact: true }).setInputFiles(FILE);
  await form.getByRole("button", { name: "Import" }).click();
  await expect(form.getByRole("status")).toHaveText("XRPUSDT_4h.csv.gz is queued.");
  const imported = job(page, "Import");
  await expect(imported).toContainText("Done", { timeout: 20_000 });
  await expect(imported).toContainText(/6868 new, 0 already there|0 new, 6868 already there/);

  const series = page
    .getByRole("table", { name: "Stored series" })
    .getByRole("row")
    .filter({ hasText: "XRP/USDT:USDT · 4h" });
  await expect(series).toContainText(BARS);
  await series.getByRole("button", { name: "Check bybit XRP/USDT:USDT 4h" }).click();
  const checked = job(page, "Check");
  await expect(checked).toContainText("6868 bars, sound.", { timeout: 20_000 });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    series.getByRole("link", { name: "Export bybit XRP/USDT:USDT 4h as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("bybit_XRPUSDTUSDT_4h.csv");
  const numbers = (text: string): number[][] =>
    text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
  expect(numbers(readFileSync(await download.path(), "utf8"))).toEqual(
    numbers(gunzipSync(readFileSync(FILE)).toString("utf8")),
  );
  const arrow = await context.request.get(
    "/api/admin/candles/export?exchange=bybit&symbol=XRP%2FUSDT%3AUSDT&timeframe=4h&format=arrow",
  );
  expect((await arrow.body()).subarray(0, 6).toString("latin1")).toBe("ARROW1");
  await context.close();
});

test("a gigabyte is refused with its cause, before more of it is sent than is taken", async ({ request }) => {
  const token = await accessToken(request, "ADMIN");
  for (const isSaid of [true, false]) {
    const { status, text, sentMiB } = await uploadGigabyte(token, isSaid);
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({
      code: "too_large",
      detail: expect.stringContaining("larger than 32 MiB"),
    });
    expect(sentMiB).toBeLessThan(128);
  }
});

/** Sends until it is answered; its length is said beforehand, or is not. */
function uploadGigabyte(token: string, isSaid: boolean): Promise<{ status: number; text: string; sentMiB: number }> {
  const block = Buffer.alloc(1_048_576, "1");
  return new Promise((resolve, reject) => {
    let [sentMiB, isAnswered] = [0, false];
    const sent = httpRequest(`${E2E.baseUrl}/api/admin/candles?name=BTCUSDT_1m.csv`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/octet-stream",
        ...(isSaid ? { "content-length": String(1_024 * block.length) } : {}),
      },
    });
    sent.on("error", (error) => (isAnswered ? undefined : reject(error)));
    sent.on("response", async (answer) => {
      isAnswered = true;
      let text = "";
      for await (const part of answer) text += String(part);
      sent.destroy();
      resolve({ status: answer.statusCode ?? 0, text, sentMiB });
    });
    const push = (): void => {
      while (!isAnswered && sentMiB < 1_024) {
        sentMiB += 1;
        if (!sent.write(block)) return;
      }
    };
    sent.on("drain", push);
    push();
  });
}

test("a bad file is refused by line, a file without a series by what is missing", async ({ browser }) => {
  const context = await browser.newContext({ storageState: await signedIn(browser, "ADMIN") });
  const page = await context.newPage();
  await page.goto("/admin/candles");
  const form = page.getByRole("form", { name: "Import candles" });
  const text = "timestamp,open,high,low,close,volume\n0,1,2,1,1,5\n3600000,1,0.5,1,1,5\n";
  const file = (name: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await form.getByLabel("File", { exact: true }).setInputFiles(file("mine.csv"));
  await form.getByRole("button", { name: "Import" }).click();
  await expect(form.getByRole("alert")).toContainText("The file's name does not say the symbol.");
  await form.getByLabel("File", { exact: true }).setInputFiles(file("ADAUSDT_1h.csv"));
  await form.getByRole("button", { name: "Import" }).click();
  const refused = job(page, "ADAUSDT_1h.csv");
  await expect(refused).toContainText("Line 3: high is below open, close or low.", { timeout: 20_000 });
  await expect(refused).toContainText("Failed");
  await context.close();
});

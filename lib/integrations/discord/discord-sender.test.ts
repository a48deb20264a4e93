import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import type { OutgoingMessage } from "@/lib/ports/channel-sender";
import { type DiscordServer, discordThrottle, startDiscordServer } from "@/lib/testing/outside/discord-server";
import { messageOf, targetOf } from "@/lib/testing/outside/messages";
import { createDiscordSender, discordBody } from "./discord-sender.ts";

let discord: DiscordServer;
beforeAll(async () => {
  discord = await startDiscordServer();
});
afterAll(() => discord.close());

function send(message: OutgoingMessage = messageOf(), timeoutMs = 5_000, url = discord.webhook) {
  const http = createOutgoingHttp({ httpsOnly: false, allow: [discord.hostPort], timeoutMs });
  const target = targetOf("DISCORD", { url });
  return createDiscordSender(http).send(target, message, AbortSignal.timeout(10_000));
}

describe("Discord", () => {
  it("gets an embed and answers with the id of its message", async () => {
    const outcome = await send();
    expect(outcome).toEqual({ ok: true, receipt: expect.stringMatching(/^11\d{17}$/) });
    const { path, headers, body } = discord.heard.at(-1) ?? expect.fail();
    expect(path).toMatch(/\?wait=true$/);
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body.toString())).toEqual({
      username: "Heliograph",
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: "New signal: long BTC/USDT",
          description: "Meridian Trend · entry 42,285, stop 41,000",
          url: "http://localhost:3000/signals/sig_1",
          color: 0xe8b339,
          timestamp: "2026-11-21T12:00:00.000Z",
        },
      ],
    });
  });

  it("is asked for its answer also where the address names a thread", async () => {
    await send(messageOf(), 5_000, `${discord.webhook}?thread_id=1234567890#here`);
    expect(discord.heard.at(-1)?.path).toMatch(/\?thread_id=1234567890&wait=true$/);
  });

  it("that throttles is obeyed to the millisecond, by body, header, or a minute", async () => {
    discord.answerWith(
      discordThrottle(1.337),
      { status: 429, headers: { "retry-after": "7" } },
      { status: 429, headers: { "x-ratelimit-reset-after": "0.25" }, body: "<html>" },
      { status: 429 },
    );
    const pauses = [];
    for (let i = 0; i < 4; i += 1) {
      const outcome = await send();
      expect(outcome).toMatchObject({ ok: false, kind: "throttled" });
      pauses.push(outcome.ok ? 0 : outcome.retryAfterMs);
    }
    expect(pauses).toEqual([1_337, 7_000, 250, 60_000]);
  });

  it.each([
    [500, "retry"],
    [502, "retry"],
    [408, "retry"],
    [400, "refused"],
    [302, "refused"],
    [401, "gone"],
    [404, "gone"],
  ])("that answers %i means %s", async (status, kind) => {
    discord.answerWith({ status, headers: { location: "http://127.0.0.1/" } });
    expect(await send()).toMatchObject({ ok: false, kind });
  });

  it("that is too slow is asked again later", async () => {
    discord.answerWith({ status: 200, afterMs: Number.POSITIVE_INFINITY });
    expect(await send(messageOf(), 100)).toMatchObject({ ok: false, kind: "retry" });
  });

  it("whose webhook was deleted is gone, in words that tell the way out and not the address", async () => {
    const other = await startDiscordServer();
    other.remove();
    const http = createOutgoingHttp({ httpsOnly: false, allow: [other.hostPort] });
    const target = targetOf("DISCORD", { url: other.webhook });
    const outcome = await createDiscordSender(http).send(target, messageOf(), AbortSignal.timeout(5_000));
    expect(outcome).toMatchObject({ ok: false, kind: "gone" });
    expect(outcome.ok ? "" : outcome.reason).not.toContain("token");
    await other.close();
  });

  it("is sent nothing when its address leads into a private network", async () => {
    const before = discord.heard.length;
    const http = createOutgoingHttp({ httpsOnly: false, allow: [] });
    const target = targetOf("DISCORD", { url: discord.webhook });
    const outcome = await createDiscordSender(http).send(target, messageOf(), AbortSignal.timeout(5_000));
    expect(outcome).toMatchObject({ ok: false, kind: "refused" });
    expect(discord.heard).toHaveLength(before);
  });
});

it("keeps a message within Discord's limits and its formatting characters as they are written", () => {
  const long = "x".repeat(5_000);
  const items = Array.from({ length: 30 }, () => messageOf({ title: long, body: long }));
  const { embeds } = discordBody(messageOf({ items })) as { embeds: { title: string; description: string }[] };
  expect(embeds.length).toBeLessThanOrEqual(10);
  expect(
    embeds.reduce((sum, { title, description }) => sum + title.length + description.length, 0),
  ).toBeLessThanOrEqual(6_000);
  const [embed] = (discordBody(messageOf({ title: "@everyone *win* [x](y)" })) as { embeds: { title: string }[] })
    .embeds;
  expect(embed?.title).toBe("\\@everyone \\*win\\* \\[x\\](y)");
});

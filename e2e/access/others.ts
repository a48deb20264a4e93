import { expect } from "@playwright/test";
import { withDb } from "../support/database.ts";
import { sandbox } from "../support/site.ts";

/** What belongs to others than the strangers: to the sandbox's provider and its subscriber. */
export interface OthersIds {
  readonly strategyId: string;
  readonly signalId: string;
  readonly subscriptionId: string;
  readonly followId: string;
  readonly positionId: string;
  readonly sessionId: string;
  readonly apiTokenId: string;
  readonly backtestId: string;
  readonly webhookId: string;
  readonly tradingSessionId: string;
}

/** A run and a session of the subscriber's, from busySite(). */
export async function idsOfOthers(backtestId: string, tradingSessionId: string): Promise<OthersIds> {
  return withDb(async (db) => {
    const position = await db.position.findFirstOrThrow({
      where: {
        state: "OPEN",
        copy: { signal: { state: "OPEN" } }, // the busy site's positions hang on signals that have long ended
        user: { email: sandbox().users.find((user) => user.role === "SUBSCRIBER")?.email ?? "" },
      },
      select: { id: true, userId: true, copy: { select: { signalId: true, followId: true, strategyId: true } } },
    });
    const { signalId = "", followId = "", strategyId = "" } = position.copy ?? {};
    const subscription = await db.subscription.findFirstOrThrow({ where: { userId: position.userId, strategyId } });
    const session = await db.deviceSession.findFirstOrThrow({ where: { userId: position.userId } });
    return {
      strategyId,
      signalId,
      followId,
      positionId: position.id,
      subscriptionId: subscription.id,
      sessionId: session.id,
      apiTokenId: "tok_00000000000000000000000000",
      backtestId,
      webhookId: (await db.channel.findFirstOrThrow({ where: { userId: position.userId, kind: "WEBHOOK" } })).id,
      tradingSessionId,
    };
  });
}

/** Nothing of the others moved: the best proof that a refusal refused. */
export async function expectOthersUntouched(others: OthersIds): Promise<void> {
  await withDb(async (db) => {
    expect(await db.position.findUniqueOrThrow({ where: { id: others.positionId } })).toMatchObject({ state: "OPEN" });
    expect(await db.subscription.findUniqueOrThrow({ where: { id: others.subscriptionId } })).toMatchObject({
      status: "ACTIVE",
    });
    expect(await db.follow.findUniqueOrThrow({ where: { id: others.followId } })).toMatchObject({ mode: "PAPER" });
    expect(await db.signal.findUniqueOrThrow({ where: { id: others.signalId } })).toMatchObject({ state: "OPEN" });
    expect(await db.strategy.findUniqueOrThrow({ where: { id: others.strategyId } })).toMatchObject({
      status: "ACTIVE",
    });
    expect(await db.channel.findUniqueOrThrow({ where: { id: others.webhookId } })).toMatchObject({ state: "ACTIVE" });
    expect(await db.tradingSession.findUniqueOrThrow({ where: { id: others.tradingSessionId } })).toMatchObject({
      state: "RUNNING",
      parityAskedAt: null,
    });
    expect(await db.deviceSession.findUniqueOrThrow({ where: { id: others.sessionId } })).toMatchObject({
      revokedAt: null,
    });
  });
}

/** What is only the subscriber's or only the provider's, and so may stand in no stranger's answer. */
export function leaks(where: string, text: string, others: OthersIds): string[] {
  const secret = [
    others.positionId,
    others.subscriptionId,
    others.followId,
    others.backtestId,
    others.tradingSessionId,
    ...sandbox()
      .users.slice(1)
      .map((user) => user.email),
  ];
  return secret.filter((one) => text.includes(one)).map((one) => `${where}: shows ${one}`);
}

import type { Deliveries, Release } from "./deliveries.ts";
import type { Engine } from "./engine.ts";
import { disconnectAccount, restrictAccount } from "./resources/accounts.ts";
import { payCheckout } from "./resources/checkout.ts";
import { openDispute, settleDispute } from "./resources/disputes.ts";
import { failRefund } from "./resources/refunds.ts";

/** Faults that a test asks for, used up one request at a time. */
export interface Faults {
  /** Next POSTs that are done but whose answer is lost. */
  loseAnswers: number;
  /** Next requests that fail with 500 before anything is done. */
  fail: number;
}

interface Command {
  readonly hold?: boolean;
  readonly copies?: number;
  readonly twins?: boolean;
  readonly drop?: boolean;
  readonly release?: Release;
  readonly advanceSec?: number;
  /** What is due by now happens now, and not within the second. */
  readonly tick?: true;
  readonly pay?: {
    readonly session: string;
    readonly behaviour?: "pays" | "declines" | "declinesLater";
    readonly fingerprint?: string;
    readonly place?: string;
  };
  readonly card?: { readonly customer: string; readonly behaviour: "pays" | "declines" };
  readonly restrict?: { readonly account: string };
  readonly disconnect?: { readonly account: string };
  readonly dispute?: { readonly charge: string; readonly amount?: number; readonly inquiry?: boolean };
  readonly closeDispute?: { readonly dispute: string; readonly won: boolean };
  /** The bank sends this refund back. */
  readonly failRefund?: string;
  /** What the bank of an account does with payouts that arrive from now on. */
  readonly bank?: { readonly account: string; readonly behaviour: "takes" | "refuses" | "isGone" };
  readonly loseAnswers?: number;
  readonly fail?: number;
}

/** `POST /_control`: what tests steer. Orders in one command are done from top to bottom. */
export async function control(engine: Engine, deliveries: Deliveries, faults: Faults, body: string): Promise<object> {
  const command = JSON.parse(body === "" ? "{}" : body) as Command;
  const { modes } = deliveries;
  modes.hold = command.hold ?? modes.hold;
  modes.copies = command.copies ?? modes.copies;
  modes.twins = command.twins ?? modes.twins;
  modes.drop = command.drop ?? modes.drop;
  faults.loseAnswers = command.loseAnswers ?? faults.loseAnswers;
  faults.fail = command.fail ?? faults.fail;
  const { card, restrict, disconnect, pay } = command;
  let outcome: string | null = null;
  if (card !== undefined) {
    engine.run((call) => {
      const customer = call.get("customer", card.customer);
      customer._card = { last4: card.behaviour === "pays" ? "4242" : "0341", behaviour: card.behaviour };
      call.put<"customer">(customer);
    });
  }
  if (disconnect !== undefined) engine.run((call) => disconnectAccount(call, disconnect.account));
  if (restrict !== undefined) engine.run((call) => restrictAccount(call, restrict.account));
  if (pay !== undefined) {
    outcome = engine.run((call) =>
      payCheckout(
        call,
        pay.session,
        { last4: "4242", behaviour: pay.behaviour ?? "pays", fingerprint: pay.fingerprint },
        pay.place,
      ),
    );
  }
  const { dispute, closeDispute, failRefund: failed, bank } = command;
  if (dispute !== undefined) outcome = engine.run((call) => openDispute(call, dispute.charge, dispute).id);
  if (closeDispute !== undefined) engine.run((call) => settleDispute(call, closeDispute.dispute, closeDispute.won));
  if (failed !== undefined) engine.run((call) => failRefund(call, failed));
  if (bank !== undefined) {
    engine.run((call) => call.put<"account">({ ...call.get("account", bank.account), _bank: bank.behaviour }));
  }
  if (command.advanceSec !== undefined) engine.advance(command.advanceSec);
  if (command.tick === true) engine.tick();
  const { release } = command;
  const statuses = release === undefined ? null : await deliveries.release(release);
  deliveries.wake();
  return { modes, faults, outcome, statuses, waiting: deliveries.waiting(), now: engine.nowSec() };
}

import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidCharge, PaidDispute } from "@/lib/ports/payments";
import { CHARGE_OF_99_99 } from "@/lib/testing/ledger-sums";
import { toReturn, toTakeAgain, toTakeBack, toTakeOfReturned } from "./dispute-share.ts";

const open: PaidDispute = {
  id: "dp_1",
  chargeId: "ch_1",
  amount: minor(9_999),
  currency: "USD",
  at: utcMs(1),
  reason: "fraudulent",
  status: "OPEN",
  movements: [{ id: "txn_out", at: utcMs(1), amount: minor(-9_999), fee: minor(1_500) }],
  returned: null,
};
const reversal = (amount: number, refundId: string | null) => ({
  id: `trr_${amount}`,
  amount: minor(amount),
  at: utcMs(1),
  refundId,
});
const feeRefund = (amount: number) => ({ id: `fr_${amount}`, amount: minor(amount), at: utcMs(1) });
const takenBack: PaidCharge = {
  ...CHARGE_OF_99_99,
  reversals: [reversal(9_999, null)],
  feeRefunds: [feeRefund(2_000)],
};
const afterRefund = { reversals: [reversal(3_333, "re_1")], feeRefunds: [feeRefund(667)] };

it.each<[string, Partial<PaidCharge>, Partial<PaidDispute>, number]>([
  ["all of a charge", {}, {}, 9_999],
  ["all of it also when it was lost before we looked", {}, { status: "LOST" }, 9_999],
  ["what a refund has left", afterRefund, { amount: minor(6_666) }, 6_666],
  ["no more than that when the bank asks for more", afterRefund, {}, 6_666],
  ["nothing twice", takenBack, {}, 0],
  ["nothing for a question", {}, { status: "INQUIRY", movements: [] }, 0],
  ["nothing once it is won", {}, { status: "WON" }, 0],
  ["nothing before the money has moved", {}, { movements: [] }, 0],
  ["nothing of a plan, which nobody has a share in", { transferId: null }, {}, 0],
])("takes back %s", (_text, charge, dispute, amount) => {
  expect(toTakeBack({ ...CHARGE_OF_99_99, ...charge }, { ...open, ...dispute })).toBe(amount);
});

it("returns 79.99 of 99.99 when it is won", () => {
  expect(toReturn(takenBack, { ...open, status: "WON" })).toEqual({ amount: 7_999, reversed: 9_999 });
});

it("returns 53.33 of 66.66 where 33.33 had been refunded before", () => {
  const charge = {
    ...CHARGE_OF_99_99,
    reversals: [...afterRefund.reversals, reversal(6_666, null)],
    feeRefunds: [...afterRefund.feeRefunds, feeRefund(1_333)],
  };
  expect(toReturn(charge, { ...open, status: "WON" })).toEqual({ amount: 5_333, reversed: 6_666 });
});

it("returns nothing twice, nothing that was not taken, and nothing while it is open", () => {
  const returned = { id: "tr_2", at: utcMs(3), amount: minor(7_999), reversed: minor(9_999), takenAgain: [] };
  expect(toReturn(takenBack, { ...open, status: "WON", returned })).toBeNull();
  expect(toReturn(CHARGE_OF_99_99, { ...open, status: "WON" })).toBeNull();
  expect(toReturn(takenBack, open)).toBeNull();
});

it("takes a later refund's part of what was returned: the cent that an earlier refund has left, a failed one nothing", () => {
  const returned = { id: "tr_2", at: utcMs(3), amount: minor(5_333), reversed: minor(6_666), takenAgain: [] };
  const won: PaidDispute = { ...open, status: "WON", returned };
  const refund = (id: string, at: number, failed = false) => ({ id, amount: minor(3_333), at: utcMs(at), failed });
  const charge = {
    ...CHARGE_OF_99_99,
    refunds: [refund("re_1", 1), refund("re_2", 4), refund("re_3", 5, true)],
    reversals: [...afterRefund.reversals, reversal(6_666, null)],
    feeRefunds: [...afterRefund.feeRefunds, feeRefund(1_333)],
  };
  expect(toTakeAgain(charge, won)).toEqual({ amount: 2_667, refunded: 3_333 });
  const taken = { id: "trr_9", at: utcMs(4), amount: minor(2_667), refunded: minor(3_333) };
  expect(toTakeAgain(charge, { ...won, returned: { ...returned, takenAgain: [taken] } })).toBeNull();
});

it("returns for each of two disputes what was taken for it, and all of them together to the cent", () => {
  const charge = {
    ...CHARGE_OF_99_99,
    reversals: [
      { ...reversal(3_333, null), disputeId: "dp_1" },
      { ...reversal(6_666, null), disputeId: "dp_2" },
    ],
    feeRefunds: [feeRefund(667), feeRefund(1_333)],
  };
  expect(toReturn(charge, { ...open, status: "WON" })).toEqual({ amount: 2_666, reversed: 3_333 });
  expect(toReturn(charge, { ...open, id: "dp_2", status: "WON" })).toEqual({ amount: 5_333, reversed: 6_666 });
});

it("takes what a refund gives of two returned shares from each no more than it has", () => {
  const won = (id: string, reversed: number, amount: number): PaidDispute => ({
    ...open,
    id,
    status: "WON",
    returned: { id: `tr_${id}`, at: utcMs(3), amount: minor(amount), reversed: minor(reversed), takenAgain: [] },
  });
  const [first, second] = [won("dp_1", 3_333, 2_666), won("dp_2", 6_666, 5_333)];
  const refunds = [{ id: "re_1", amount: minor(5_000), at: utcMs(4), failed: false }];
  const charge = { ...CHARGE_OF_99_99, refunds, reversals: [reversal(9_999, null)], feeRefunds: [feeRefund(2_000)] };
  expect(toTakeAgain(charge, first)).toEqual({ amount: 2_666, refunded: 3_333 });
  expect(toTakeAgain(charge, second, [first])).toEqual({ amount: 1_334, refunded: 1_667 });
});

it("takes a returned share again for a dispute that was won and turns, once, and only where the bank has the money again", () => {
  const movement = (id: string, amount: number) => ({ id, at: utcMs(1), amount: minor(amount), fee: minor(0) });
  const twice = [...open.movements, movement("txn_back", 9_999)];
  const returned = { id: "tr_2", at: utcMs(3), amount: minor(7_999), reversed: minor(9_999), takenAgain: [] };
  const lost: PaidDispute = { ...open, status: "LOST", returned, movements: [...twice, movement("txn_again", -9_999)] };
  const take = { transferId: "tr_2", amount: 7_999, bears: { amount: 9_999, tax: 0 } };
  expect(toTakeOfReturned(takenBack, lost, [lost])).toEqual([take]);
  const disputed = { id: "dp_1", amount: minor(9_999), tax: minor(0) };
  const taken = { id: "trr_9", at: utcMs(4), amount: minor(7_999), refunded: minor(0), disputed };
  const after: PaidDispute = { ...lost, returned: { ...returned, takenAgain: [taken] } };
  expect(toTakeOfReturned(takenBack, after, [after])).toEqual([]);
  const unmoved: PaidDispute = { ...lost, movements: twice };
  expect(toTakeOfReturned(takenBack, unmoved, [unmoved])).toEqual([]);
  const won: PaidDispute = { ...lost, status: "WON" };
  expect(toTakeOfReturned(takenBack, won, [won])).toEqual([]);
});

it.each(["dp_0", "dp_2"])(
  "counts no refund twice that a share bore before %s took the rest of it, and returned that",
  (id) => {
    const refund = (name: string, at: number) => ({ id: name, amount: minor(3_333), at: utcMs(at), failed: false });
    const refunds = [refund("re_1", 4), refund("re_2", 7)];
    const charge = { ...CHARGE_OF_99_99, refunds, reversals: [reversal(9_999, null)], feeRefunds: [feeRefund(2_000)] };
    const disputed = { id, amount: minor(6_666), tax: minor(0) };
    const takenAgain = [
      { id: "trr_1", at: utcMs(4), amount: minor(2_666), refunded: minor(3_333) },
      { id: "trr_2", at: utcMs(5), amount: minor(5_333), refunded: minor(0), disputed },
    ];
    const first: PaidDispute = {
      ...open,
      status: "WON",
      returned: { id: "tr_1", at: utcMs(3), amount: minor(7_999), reversed: minor(9_999), takenAgain },
    };
    const second: PaidDispute = {
      ...open,
      id,
      status: "WON",
      returned: { id: "tr_2", at: utcMs(6), amount: minor(5_333), reversed: minor(6_666), takenAgain: [] },
    };
    expect(toTakeAgain(charge, first, [second])).toBeNull();
    expect(toTakeAgain(charge, second, [first])).toEqual({ amount: 2_667, refunded: 3_333 });
  },
);

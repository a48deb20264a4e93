/** The objects that stand for moved money, and the accounts it moves between; conventions as in objects.ts. */
import type { Base, Metadata } from "./base-object.ts";

export interface Charge extends Base {
  object: "charge";
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  application_fee: string | null;
  application_fee_amount: number | null;
  balance_transaction: string | null;
  captured: boolean;
  currency: string;
  customer: string;
  disputed: boolean;
  failure_code: string | null;
  failure_message: string | null;
  metadata: Metadata;
  paid: boolean;
  payment_intent: string;
  receipt_url: string | null;
  refunded: boolean;
  status: "succeeded" | "failed";
  transfer: string | null;
  transfer_data: { destination: string; amount: null } | null;
  transfer_group: string | null;
}

export interface Transfer extends Base {
  object: "transfer";
  amount: number;
  amount_reversed: number;
  balance_transaction: string;
  currency: string;
  description: string | null;
  destination: string;
  destination_payment: string;
  metadata: Metadata;
  reversed: boolean;
  source_transaction: string | null;
  transfer_group: string | null;
}

export interface TransferReversal {
  id: string;
  object: "transfer_reversal";
  created: number;
  amount: number;
  balance_transaction: string;
  currency: string;
  metadata: Metadata;
  source_refund: string | null;
  transfer: string;
}

export interface ApplicationFee extends Base {
  object: "application_fee";
  account: string;
  amount: number;
  amount_refunded: number;
  application: string;
  balance_transaction: string;
  charge: string;
  currency: string;
  originating_transaction: string;
  refunded: boolean;
}

export interface FeeRefund {
  id: string;
  object: "fee_refund";
  created: number;
  amount: number;
  balance_transaction: string;
  currency: string;
  fee: string;
  metadata: Metadata;
}

export interface Refund {
  id: string;
  object: "refund";
  created: number;
  amount: number;
  balance_transaction: string;
  charge: string;
  currency: string;
  metadata: Metadata;
  payment_intent: string;
  reason: string | null;
  status: "succeeded" | "failed";
  failure_balance_transaction?: string;
  failure_reason?: string;
  source_transfer_reversal: string | null;
  transfer_reversal: string | null;
}

export interface Dispute extends Base {
  object: "dispute";
  amount: number;
  charge: string;
  currency: string;
  enhanced_eligibility_types: never[];
  evidence_details: { due_by: number | null; has_evidence: boolean; past_due: boolean; submission_count: number };
  is_charge_refundable: boolean;
  metadata: Metadata;
  payment_intent: string;
  reason: string;
  status: "warning_needs_response" | "warning_closed" | "needs_response" | "under_review" | "won" | "lost";
  /** Ids of its balance transactions, which are shown whole. */
  _movements: string[];
}

export interface Payout extends Base {
  object: "payout";
  amount: number;
  arrival_date: number;
  automatic: false;
  balance_transaction: string;
  currency: string;
  description: string | null;
  destination: string;
  failure_balance_transaction: string | null;
  failure_code: string | null;
  failure_message: string | null;
  metadata: Metadata;
  method: "standard";
  original_payout: null;
  reconciliation_status: "not_applicable";
  reversed_by: null;
  source_type: "card";
  statement_descriptor: string | null;
  status: "pending" | "paid" | "failed" | "canceled";
  type: "bank_account";
  _account: string;
}

export interface BalanceTransaction {
  id: string;
  object: "balance_transaction";
  created: number;
  available_on: number;
  amount: number;
  fee: number;
  net: number;
  fee_details: { amount: number; application: string | null; currency: string; description: string; type: string }[];
  currency: string;
  description: string | null;
  exchange_rate: null;
  reporting_category: string;
  source: string;
  status: "available" | "pending";
  type: string;
  balance_type: "payments";
  /** Whose balance it moves: a connected account's id, or "platform". */
  _account: string;
}

export interface Account {
  id: string;
  object: "account";
  created: number;
  type: "express";
  country: string;
  default_currency: string;
  email: string | null;
  business_type: string | null;
  business_profile: { name: string | null; url: string | null; mcc: string | null };
  capabilities: Record<string, "active" | "inactive" | "pending">;
  charges_enabled: boolean;
  payouts_enabled: boolean;
  details_submitted: boolean;
  metadata: Metadata;
  requirements: {
    currently_due: string[];
    eventually_due: string[];
    past_due: string[];
    pending_verification: string[];
    disabled_reason: string | null;
    current_deadline: null;
    alternatives: never[];
    errors: never[];
  };
  settings: { payouts: { schedule: { interval: string; delay_days: number }; debit_negative_balances: boolean } };
  /** What the account's bank does with the next payouts; it takes them unless told. */
  _bank?: "takes" | "refuses" | "isGone";
  /** Its owner took the platform's access away. */
  _disconnected?: boolean;
}

export interface AccountLink {
  id: string;
  object: "account_link";
  created: number;
  expires_at: number;
  url: string;
  _account: string;
  _returnUrl: string;
  _refreshUrl: string;
  _used: boolean;
}

import type { OthersIds } from "./others.ts";
import type { Stranger } from "./strangers.ts";

/** A server action called with another's ids. `allowed`: who may do it to himself; everybody else must be refused. */
export interface ActionRow {
  readonly form: Readonly<Record<string, string>>;
  readonly allowed: readonly Stranger[];
}

/**
 * Nobody is allowed what is another's; who may act on himself is named. Forms that would change a stranger's own account are sent empty.
 * Every other form is one that its owner could send: what is refused for the name of a field asks nobody whose it is.
 */
export function actionRows(ids: OthersIds): Readonly<Record<string, ActionRow>> {
  const nobody = (form: Record<string, string>): ActionRow => ({ form, allowed: [] });
  return {
    addDiscordAction: nobody({ label: "", url: "http://127.0.0.1/" }),
    addPushAction: nobody({ endpoint: "http://127.0.0.1/", p256dh: "x", auth: "x" }),
    addWebhookAction: nobody({ label: "", url: "http://127.0.0.1/" }),
    issueAddressAction: nobody({ strategyId: ids.strategyId }),
    revokeAddressAction: nobody({ strategyId: ids.strategyId }),
    saveAddressSettingsAction: nobody({
      strategyId: ids.strategyId,
      market: "spot",
      targets: "2",
      alertMaxAgeSec: "60",
      ips: "",
    }),
    setAddressSecretAction: nobody({ strategyId: ids.strategyId, secret: "" }),
    sendTestAlertAction: nobody({ strategyId: ids.strategyId, body: "{}" }),
    // None of them has a key.
    buyAction: nobody({
      symbol: "BTC/USDT",
      amount: "10",
      stopLoss: "1000",
      credentialId: "key_00000000000000000000000000",
      orderId: "req_00000000",
    }),
    testBuyAction: nobody({ credentialId: "key_00000000000000000000000000", orderId: "req_00000000" }),
    addCodeAction: nobody({ strategyId: ids.strategyId, code: "STRANGER", percentOff: "100", duration: "FOREVER" }),
    endCodeAction: nobody({ id: "pmc_00000000000000000000000000" }),
    answerOfferAction: nobody({ id: "pof_00000000000000000000000000", answer: "yes" }),
    offerPriceAction: nobody({ strategyId: ids.strategyId }),
    openAffiliateAction: { form: {}, allowed: ["otherUser", "unpaid", "otherProvider"] },
    onboardAffiliateAction: nobody({ country: "" }),
    askForManagedAction: nobody({ message: "" }),
    buyPlanAction: nobody({ plan: "TRIAL" }),
    downgradePlanAction: nobody({ plan: "TRIAL" }),
    keepPlanAction: nobody({}),
    moneyBackAction: nobody({}),
    setManagedPriceAction: nobody({ id: "mgr_00000000000000000000000000", amount: "1500" }),
    upgradePlanAction: nobody({ plan: "PRO", at: "1", amountDue: "0" }),
    addReviewAction: nobody({ strategyId: ids.strategyId, rating: "5", text: "I never paid for this one at all." }),
    amendSignalAction: nobody({ id: ids.signalId, stopLoss: "1" }),
    checkKeyAction: nobody({ id: "key_00000000000000000000000000" }),
    cancelAction: nobody({ id: ids.subscriptionId }),
    cancelCandleJobAction: nobody({ id: "job_000000000000000" }),
    cancelBacktestAction: nobody({ id: ids.backtestId }),
    cancelSignalAction: nobody({ id: ids.signalId }),
    changePasswordAction: nobody({}),
    chooseRoleAction: nobody({ role: "ADMIN" }),
    checkParityAction: nobody({ id: ids.tradingSessionId }),
    closeAccountAction: nobody({}),
    closePositionAction: nobody({ id: ids.positionId }),
    closeSignalAction: nobody({ id: ids.signalId }),
    connectTelegramAction: { form: {}, allowed: ["otherUser", "unpaid", "otherProvider", "admin"] },
    confirmTotpAction: nobody({ code: "000000" }),
    createApiTokenAction: nobody({}),
    createStrategyAction: nobody({}),
    decideDriftAction: nobody({
      keyId: "key_00000000000000000000000000",
      symbol: "BTC/USDT",
      tradeId: "1",
      decision: "IGNORED",
    }),
    downloadCandlesAction: nobody({ exchange: "binance" }),
    forgotAction: {
      form: { email: "nobody@access.test" },
      allowed: ["anonymous", "otherUser", "unpaid", "otherProvider", "admin"],
    },
    goLiveAction: nobody({
      subscriptionId: ids.subscriptionId,
      credentialId: "key_00000000000000000000000000",
      "sizing.type": "quote",
      "sizing.value": "50",
      riskAccepted: "true",
      phrase: "LIVE",
    }),
    hideChecklistAction: { form: {}, allowed: ["otherUser", "unpaid", "otherProvider"] },
    markReadAction: { form: {}, allowed: ["otherUser", "unpaid", "otherProvider", "admin"] },
    // Of nothing that is theirs: nothing changes.
    markUnreadAction: {
      form: { markedAt: "2026-01-15T12:00:00.000Z" },
      allowed: ["otherUser", "unpaid", "otherProvider", "admin"],
    },
    openPortalAction: { form: {}, allowed: ["otherUser", "unpaid", "otherProvider"] },
    // An admin too needs a second factor, and a payment that is booked.
    refundAction: nobody({
      chargeId: "ch_0",
      amount: "1",
      currency: "USD",
      reason: "asked for",
      orderId: "req_00000000",
    }),
    requestPayoutAction: nobody({ currency: "USD" }),
    engageSwitchAction: nobody({ scope: "USER", key: "nobody@access.test", reason: "as a stranger" }),
    estimateAction: nobody({ kind: "run", strategy: "no-such" }),
    pauseAction: nobody({ id: ids.subscriptionId }),
    // Of a public strategy it tells what its ledger tells everybody, a day late.
    previewSizingAction: {
      form: { strategyId: ids.strategyId, "sizing.type": "quote", "sizing.value": "50" },
      allowed: ["otherUser", "unpaid", "otherProvider"],
    },
    publishSignalAction: nobody({
      strategyId: ids.strategyId,
      symbol: "BTC/USDT",
      exchange: "binance",
      market: "spot",
      side: "LONG",
      "entry.type": "market",
      stopLoss: "1",
      "targets.0.price": "10000000",
      "targets.0.fraction": "1",
    }),
    registerAction: nobody({ role: "ADMIN" }),
    removeChannelAction: nobody({ channelId: ids.webhookId }),
    resendAllAction: nobody({ channelId: ids.webhookId }),
    resendOneAction: nobody({ channelId: ids.webhookId, deliveryId: "dlv_0" }),
    rotateWebhookAction: nobody({ channelId: ids.webhookId }),
    sendTestAction: nobody({ channelId: ids.webhookId }),
    turnOnChannelAction: nobody({ channelId: ids.webhookId }),
    renewRecoveryCodesAction: nobody({}),
    resendVerifyMailAction: nobody({}), // their addresses are confirmed
    // An admin may; it is his page.
    resendDeliveriesAction: { form: { channelId: ids.webhookId }, allowed: ["admin"] },
    releaseSwitchAction: nobody({ scope: "PLATFORM", key: "" }),
    freeAddressAction: nobody({ token: "wrong" }),
    resetAction: nobody({ token: "wrong", password: "a long enough password" }),
    resumeAction: nobody({ id: ids.subscriptionId }),
    reviewFlagAction: nobody({ flagId: "cfl_0", verdict: "CLEARED", note: "as a stranger" }),
    revokeApiTokenAction: nobody({ tokenId: ids.apiTokenId }),
    revokeKeyAction: nobody({ id: "key_00000000000000000000000000" }),
    rotateKeyAction: nobody({
      id: "key_00000000000000000000000000",
      apiKey: "a-strangers-key-0000",
      apiSecret: "a-strangers-secret-0000",
    }),
    revokeSessionAction: nobody({ sessionId: ids.sessionId }),
    saveGridAction: nobody({ channels: ids.webhookId, [`events.${ids.webhookId}`]: "signal" }),
    saveHoursAction: nobody({
      quietFrom: "",
      quietTo: "",
      escalateFromId: ids.webhookId,
      escalateToId: "chn_00000000",
      escalateAfterMin: "5",
    }),
    saveFollowAction: nobody({
      subscriptionId: ids.subscriptionId,
      mode: "NOTIFY",
      "sizing.type": "quote",
      "sizing.value": "50",
    }),
    secondFactorAction: nobody({ code: "000000" }),
    setIdentityAction: nobody({ user: "nobody@access.test", verified: "true", reason: "as a stranger" }),
    setExchangeRuleAction: nobody({ exchange: "mexc", reason: "as a stranger" }),
    storeKeyAction: nobody({ exchange: "bybit" }),
    setLimitsAction: nobody({ maxTradeUsd: "1000000" }),
    setStatusAction: nobody({ id: ids.strategyId, status: "ARCHIVED" }),
    signInAction: nobody({ email: "nobody@access.test", password: "a wrong password" }),
    signOutEverywhereAction: nobody({}), // of oneself, and it leads to /login like a refusal
    startPaperSessionAction: nobody({ strategy: "no-such" }),
    stopSessionAction: nobody({ id: ids.tradingSessionId }),
    takeSessionLiveAction: nobody({
      id: ids.tradingSessionId,
      credentialId: "key_00000000000000000000000000",
      "sizing.type": "quote",
      "sizing.value": "10",
    }),
    startBacktestAction: nobody({ strategy: "no-such" }),
    startBatchAction: nobody({ kind: "batch", strategy: "no-such" }),
    startOptimisationAction: nobody({ strategy: "no-such" }),
    startWalkForwardAction: nobody({ strategy: "no-such" }),
    startOnboardingAction: { form: { country: "US" }, allowed: ["otherProvider"] },
    startTotpAction: nobody({ password: "a wrong password" }),
    stopAllAction: { form: { positions: "keep" }, allowed: ["otherUser", "unpaid", "otherProvider"] },
    subscribeAction: nobody({ strategyId: "str_000000000000000" }),
    turnLiveOffAction: nobody({ followId: ids.followId }),
    turnOffTotpAction: nobody({}), // led to the second factor first
    verifyCandlesAction: nobody({ exchange: "binance" }),
    releaseStrategyAction: nobody({ id: ids.strategyId }),
    stopStrategyAction: nobody({ id: ids.strategyId, reason: "A stranger, who may not." }),
    unsubscribeAction: nobody({ token: "s1.nobodys" }),
    updateProfileAction: nobody({ role: "ADMIN" }),
    updateStrategyAction: nobody({ id: ids.strategyId, name: "Stolen" }),
  };
}

/** A message to put into an alert of TradingView or of a program like it. */
export interface ReadyMessage {
  readonly title: string;
  /** What its button says. */
  readonly copy: string;
  readonly use: string;
  readonly body: string;
}

const json = (fields: object): string =>
  // A placeholder that TradingView fills with a number stands without quotes in its own examples; quotes are taken too and never break the JSON.
  JSON.stringify(fields, null, 2);

/** One for each way in which alerts are made; `secret` where the address asks for one. */
export function readyMessages(secret: boolean): readonly ReadyMessage[] {
  const more = secret ? { secret: "YOUR-SECRET" } : {};
  return [
    {
      title: "Strategy alert",
      copy: "Copy strategy alert",
      use: "For an alert made on a Pine strategy. The position after the order decides, so a lost alert heals at the next one.",
      body: json({
        ...more,
        ticker: "{{ticker}}",
        action: "{{strategy.order.action}}",
        contracts: "{{strategy.order.contracts}}",
        price: "{{strategy.order.price}}",
        order_id: "{{strategy.order.id}}",
        market_position: "{{strategy.market_position}}",
        market_position_size: "{{strategy.market_position_size}}",
        prev_market_position_size: "{{strategy.prev_market_position_size}}",
        time: "{{timenow}}",
        interval: "{{interval}}",
      }),
    },
    {
      title: "Indicator: buy",
      copy: "Copy buy",
      use: "For an alert on an indicator or a drawing. Change buy to sell for the other side.",
      body: json({
        ...more,
        ticker: "{{ticker}}",
        action: "buy",
        price: "{{close}}",
        stopLoss: "2%",
        takeProfit: ["2%", "4%"],
        time: "{{timenow}}",
        interval: "{{interval}}",
      }),
    },
    {
      title: "Indicator: exit",
      copy: "Copy exit",
      use: "Closes what is open; with percent only a part of it.",
      body: json({ ...more, ticker: "{{ticker}}", action: "exit", percent: 100, time: "{{timenow}}" }),
    },
    {
      title: "Indicator: add or reduce",
      copy: "Copy add",
      use: "Makes what is open half as large again. Change add to reduce to take half of it out.",
      body: json({ ...more, ticker: "{{ticker}}", action: "add", percent: 50, time: "{{timenow}}" }),
    },
    {
      title: "Indicator: cancel",
      copy: "Copy cancel",
      use: "Takes back a limit entry that has not been reached.",
      body: json({ ...more, ticker: "{{ticker}}", action: "cancel", time: "{{timenow}}" }),
    },
    {
      title: "TradersPost style",
      copy: "Copy TradersPost style",
      use: "A message written for TradersPost works as it is.",
      body: json({
        ...more,
        ticker: "{{ticker}}",
        action: "{{strategy.order.action}}",
        sentiment: "{{strategy.market_position}}",
        quantity: "{{strategy.order.contracts}}",
        price: "{{close}}",
        stopLoss: { type: "stop", percent: 2 },
        takeProfit: { percent: 4 },
        time: "{{timenow}}",
        interval: "{{interval}}",
      }),
    },
    {
      title: "3Commas style",
      copy: "Copy 3Commas style",
      use: "A message of a 3Commas signal bot works as it is; its secret is compared with this address' own.",
      body: json({
        secret: secret ? "YOUR-SECRET" : "",
        max_lag: "300",
        timestamp: "{{timenow}}",
        trigger_price: "{{close}}",
        tv_exchange: "{{exchange}}",
        tv_instrument: "{{ticker}}",
        action: "{{strategy.order.action}}",
        strategy_info: {
          market_position: "{{strategy.market_position}}",
          market_position_size: "{{strategy.market_position_size}}",
          prev_market_position: "{{strategy.prev_market_position}}",
          prev_market_position_size: "{{strategy.prev_market_position_size}}",
        },
        order: { amount: "{{strategy.order.contracts}}", currency_type: "base" },
      }),
    },
    {
      title: "Plain text",
      copy: "Copy plain text",
      use: "One line where a sender knows no JSON.",
      body: `${secret ? "secret=YOUR-SECRET, " : ""}ticker=BTCUSDT, action=buy, sl=2%, tp=4%`,
    },
  ];
}

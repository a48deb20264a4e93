"use client";

import { useState } from "react";
import { REAL_MONEY_FIELDS, RealMoney } from "@/components/copies/real-money";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FormFaults } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatSymbol } from "@/components/ui/format";
import { toast } from "@/components/ui/toast";

export interface TestBuyProps {
  readonly credentialId: string;
  /** `Binance ••••4f9c` */
  readonly account: string;
  readonly symbol: string;
  /** Nothing trades live by this key yet: risk and word are asked for. */
  readonly firstTime: boolean;
  readonly needsWord: boolean;
  /** Made with the page: a second press is the same order. */
  readonly orderId: string;
  readonly action: FormAction;
}

/** The smallest buy that can be sold again: it tries key, order and stop once, for little. */
export function TestBuy(props: TestBuyProps) {
  const { credentialId, account, symbol, firstTime, needsWord, orderId, action } = props;
  const [given, setGiven] = useState(false);
  return (
    <ConfirmDialog
      trigger={<Button>Make a test buy</Button>}
      title={`Test buy of ${formatSymbol(symbol)} with real money`}
      description={`Buys the smallest amount of ${formatSymbol(symbol)} that ${account} lets you sell again, usually worth 5 to 10 dollars, at most 0.5\u00a0% above the price. A stop rests 5\u00a0% below it. It stays open until you close it on the page Positions; it costs two fees and counts as one of your trades of the day.`}
      confirm="Make the test buy"
      ready={!firstTime || given}
      action={action}
      fields={{ credentialId, orderId, symbol }}
      onDone={(state) => {
        toast(state.message ?? "Asked for.");
        setGiven(false);
      }}
    >
      <FormFaults fields={REAL_MONEY_FIELDS} />
      {firstTime && (
        <div className="grid gap-4">
          <RealMoney needsWord={needsWord} onGiven={setGiven} />
        </div>
      )}
    </ConfirmDialog>
  );
}

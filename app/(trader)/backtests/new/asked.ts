import type { StrategyChoice } from "@/lib/features/backtests/strategies";
import { readParameters } from "@/lib/trading/strategies/read-parameters";

/** The query of the page's address. */
export type Asked = Readonly<Record<string, string | string[] | undefined>>;

/** The strategy with the values of `p.fast=12` in the address as its defaults: how a report hands its parameters over. */
export function withTyped(strategy: StrategyChoice, asked: Asked): StrategyChoice {
  const parameters = Object.fromEntries(
    Object.entries(strategy.parameters).map(([name, parameter]) => {
      const given = asked[`p.${name}`];
      const read = typeof given === "string" ? readParameters({ [name]: parameter }, { [name]: given }) : null;
      const value = read?.ok === true ? read.value[name] : undefined;
      return [name, value === undefined ? parameter : ({ ...parameter, default: value } as typeof parameter)];
    }),
  );
  return { ...strategy, parameters };
}

/** What the address fills in, by the names of the form's fields. A name that is none of them fills in nothing. */
export function givenOf(asked: Asked): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** All values of one name. */
export function listOf(asked: Asked, name: string): string[] {
  return [asked[name] ?? []].flat();
}

/** What a script is read into. Every node knows its line. */
export type Expression =
  | { readonly is: "value"; readonly line: number; readonly value: number | string | boolean }
  | { readonly is: "name"; readonly line: number; readonly name: string }
  | { readonly is: "unary"; readonly line: number; readonly op: string; readonly of: Expression }
  | {
      readonly is: "binary";
      readonly line: number;
      readonly op: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** `of[bars]`: its value so many bars before. */
  | { readonly is: "ago"; readonly line: number; readonly of: Expression; readonly bars: Expression }
  | Call
  | { readonly is: "tuple"; readonly line: number; readonly items: readonly Expression[] }
  /** `if` and `?:`; the value is that of the branch that was taken. */
  | {
      readonly is: "choice";
      readonly line: number;
      readonly when: Expression;
      readonly chosen: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly is: "switch"; readonly line: number; readonly on: Expression | null; readonly cases: readonly Case[] };

export interface Call {
  readonly is: "call";
  readonly line: number;
  readonly name: string;
  readonly args: readonly Argument[];
}

export interface Argument {
  /** null: by its place. */
  readonly name: string | null;
  readonly value: Expression;
}

export interface Case {
  /** null: what is done when no other case is. */
  readonly when: Expression | null;
  readonly body: readonly Statement[];
}

export type Statement =
  | { readonly is: "expression"; readonly line: number; readonly value: Expression }
  /** `=` makes a name, kept over bars with `var`; `:=` and its like change one. */
  | {
      readonly is: "assign";
      readonly line: number;
      readonly names: readonly string[];
      readonly op: string;
      readonly kept: boolean;
      readonly value: Expression;
    }
  | {
      readonly is: "for";
      readonly line: number;
      readonly name: string;
      readonly from: Expression;
      readonly to: Expression;
      readonly by: Expression | null;
      readonly body: readonly Statement[];
    }
  | {
      readonly is: "function";
      readonly line: number;
      readonly name: string;
      readonly parameters: readonly string[];
      readonly body: readonly Statement[];
    };

export interface Script {
  readonly version: 5 | 6;
  readonly statements: readonly Statement[];
}

import { PineFault } from "./fault.ts";
import type { Call, Expression } from "./syntax.ts";

/**
 * The arguments of a call by the names of its parameters, in Pine's order; a name that ends in `?` may be left out.
 * @throws PineFault for an argument that is not there, is unknown or too many
 */
export function argsOf(call: Call, parameters: readonly string[]): Readonly<Record<string, Expression>> {
  const names = parameters.map((name) => name.replace("?", ""));
  const found: Record<string, Expression> = {};
  for (const [place, { name: given, value }] of call.args.entries()) {
    const name = given ?? names[place];
    if (name === undefined || !names.includes(name)) {
      throw new PineFault(
        call.line,
        name === undefined
          ? `${call.name} takes at most ${names.length} arguments here`
          : `${call.name} does not take ${name} here; it takes ${names.join(", ")}`,
      );
    }
    if (Object.hasOwn(found, name)) throw new PineFault(call.line, `${call.name} is given ${name} twice`);
    found[name] = value;
  }
  const missing = parameters.find((name) => !name.endsWith("?") && found[name] === undefined);
  if (missing !== undefined) throw new PineFault(call.line, `${call.name} needs ${missing}`);
  return found;
}

/** The argument with this name. `argsOf` has seen that it is there. */
export function need(args: Readonly<Record<string, Expression>>, name: string, call: Call): Expression {
  const found = args[name];
  if (found === undefined) throw new PineFault(call.line, `${call.name} needs ${name}`);
  return found;
}

/**
 * Names the rules of fills, fees and figures. Raised by whoever changes what any run gives, by a bit or by a name: a report says which
 * version it is of, and is bit-equal only under the same one.
 */
export const ENGINE_VERSION = "1";

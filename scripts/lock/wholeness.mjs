/**
 * A registry that lacks some platform builds (@next/swc-darwin-arm64 …) makes npm write a lock without them, and `npm ci` then refuses
 * the lock. An inert entry for each (version, os, cpu, optional) makes it whole again; it is installed nowhere that it does not fit.
 */

/**
 * Optional dependencies that some package of the lock asks for and the lock does not have.
 * @param {{ packages: Record<string, any> }} lock
 * @returns {{ name: string, range: string, dev: boolean }[]}
 */
export function missing(lock) {
  const found = new Map();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!has(lock, path, name)) found.set(name, { name, range, dev: entry.dev === true });
    }
  }
  return [...found.values()];
}

/** Whether `name` is found from `path` by the way Node looks: here, then in each folder above. */
function has(lock, path, name) {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${from ? `${from}/` : ""}node_modules/${name}`]) return true;
    if (!from) return false;
  }
}

/**
 * @param {{ packages: Record<string, any> }} lock is not changed
 * @returns {{ whole: object, added: string[] }}
 */
export function repaired(lock) {
  const packages = { ...lock.packages };
  const added = missing(lock).map(({ name, range, dev }) => {
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ""),
      cpu: [/x64|arm64|arm|ia32|ppc64|s390x|riscv64|loong64|mips64el|wasm32/.exec(name)?.[0] ?? "none"],
      ...(dev ? { dev: true } : {}),
      optional: true,
      os: [
        /darwin|android|win32|windows|freebsd|netbsd|openbsd|sunos|aix|linux|openharmony/
          .exec(name)?.[0]
          .replace("windows", "win32") ?? "none",
      ],
      ...(name.includes("musl") ? { libc: ["musl"] } : {}),
    };
    return name;
  });
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { whole: { ...lock, packages: sorted }, added };
}

/** What comes back is an object of the browser's own, and is taken wherever an address is. */
type ScriptUrlPolicy = { createScriptURL(url: string): string };

/** What a browser has where a site may ask for trusted types; TypeScript knows nothing of it. */
type PolicyFactory = { createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy };

/** A name can be taken once. */
let policy: ScriptUrlPolicy | undefined;

/**
 * The worker's address as a site accepts it that asks for trusted types, and allows Nextreel's: `trusted-types nextreel`.
 * Everywhere else it is the address.
 */
export function vouchedFor(script: URL): string {
  const page: typeof globalThis & { readonly trustedTypes?: PolicyFactory } = globalThis;
  try {
    policy ??= page.trustedTypes?.createPolicy('nextreel', { createScriptURL: (url) => url });
  } catch {
    // It is not allowed. Where that matters the registration is refused, and says so.
  }
  return policy?.createScriptURL(script.href) ?? script.href;
}

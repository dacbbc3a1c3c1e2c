/** The browser returns a TrustedScriptURL, which every API accepts in place of a URL string. */
type ScriptUrlPolicy = { createScriptURL(url: string): string };

/** The Trusted Types factory, missing in TypeScript's DOM types. */
type PolicyFactory = { createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy };

/** Kept, since each policy name can be created only once. */
let policy: ScriptUrlPolicy | undefined;

/**
 * Returns the worker's URL in the form that sites with Trusted Types accept, if they allow the policy:
 * `trusted-types nextreel`. Elsewhere returns the plain URL.
 */
export function trustedScriptUrl(script: URL): string {
  const page: typeof globalThis & { readonly trustedTypes?: PolicyFactory } = globalThis;
  try {
    policy ??= page.trustedTypes?.createPolicy('nextreel', { createScriptURL: (url) => url });
  } catch {
    // The policy is not allowed. If Trusted Types are enforced, the registration fails and reports it.
  }
  return policy?.createScriptURL(script.href) ?? script.href;
}

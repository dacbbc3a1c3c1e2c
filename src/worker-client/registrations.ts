/** The names of the errors of browsers that deny the page service workers, as in a frame of another site. */
const denials = /^(Security|NotSupported)Error$/;

/** Returns all registrations of this script on the site, in any scope; undefined if the page can have no worker. */
export async function registrationsOf(
  script: URL,
  container: ServiceWorkerContainer | undefined,
): Promise<readonly ServiceWorkerRegistration[] | undefined> {
  const all = await container?.getRegistrations().catch((cause: unknown) => {
    if (!(cause instanceof DOMException && denials.test(cause.name))) throw cause;
  });
  return all?.filter((registration) => scriptPathOf(registration) === script.pathname);
}

export function scriptPathOf(registration: ServiceWorkerRegistration): string {
  return scriptPathsOf(registration)[0] ?? location.pathname;
}

/** Returns the paths of its workers' scripts: active, waiting, installing. */
export function scriptPathsOf(registration: ServiceWorkerRegistration | undefined): string[] {
  const { active, waiting, installing } = registration ?? {};
  return [active, waiting, installing].flatMap((one) => (one ? new URL(one.scriptURL).pathname : []));
}

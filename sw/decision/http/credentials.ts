/**
 * What a request may tell of who asks: nothing; the cookies of the page's own site, as far as there are any; or something
 * that its page has put on it, or lets the browser put on it for another site.
 */
export type Credentials = 'none' | 'cookies' | 'personal';

export type CredentialFacts = {
  readonly isOwnOrigin: boolean;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly headerNames: Iterable<string>;
};

/** Added by browsers and players to any request, and the same for everybody as far as the bytes of media are concerned. */
const impersonal =
  /^(accept|accept-language|accept-encoding|user-agent|referer|range|cache-control|pragma|dnt|origin|if-[a-z-]+|cmcd-[a-z]+|save-data|content-type|x-requested-with|purpose|priority|upgrade-insecure-requests)$|^sec-/i;

export function isImpersonal(headerName: string): boolean {
  return impersonal.test(headerName);
}

export function credentialsOf({ isOwnOrigin, credentials, headerNames }: CredentialFacts): Credentials {
  for (const name of headerNames) if (!isImpersonal(name)) return 'personal';
  if (isOwnOrigin) return credentials === 'omit' ? 'none' : 'cookies';
  return credentials === 'include' ? 'personal' : 'none';
}

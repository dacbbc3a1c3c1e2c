/**
 * What a request may reveal about the viewer: nothing; the cookies of the page's own site, if it has any; or something
 * personal, that is a header set by the page or credentials that the browser sends to another site.
 */
export type Credentials = 'none' | 'cookies' | 'personal';

export type CredentialFacts = {
  readonly isOwnOrigin: boolean;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly headerNames: Iterable<string>;
};

/** Headers that browsers and players add to any request. They do not change the bytes of the media. */
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

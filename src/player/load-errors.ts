import type { HlsConfig } from 'hls.js';

type Policies = Pick<HlsConfig, 'keyLoadPolicy' | 'fragLoadPolicy'>;

/** The worker has tried every origin before it says no: what fails here is better said soon than tried for a minute. */
const mostRetries = 3;

export function patientPolicies({ keyLoadPolicy, fragLoadPolicy }: Policies): Policies {
  return { keyLoadPolicy: limitRetries(keyLoadPolicy), fragLoadPolicy: limitRetries(fragLoadPolicy) };
}

function limitRetries(policy: HlsConfig['keyLoadPolicy']): HlsConfig['keyLoadPolicy'] {
  const { errorRetry } = policy.default;
  if (errorRetry === null) return policy;
  return { default: { ...policy.default, errorRetry: { ...errorRetry, maxNumRetry: mostRetries } } };
}

/** hls.js's NetworkErrorAction.RetryRequest, which exists in its types only. */
const retryRequest = 5;

type LoadFailure = {
  readonly details: string;
  readonly errorAction?: { readonly action: number } | undefined;
  readonly reason?: string | undefined;
};

/**
 * When a key cannot be had hls.js goes on to other renditions, which share the key, round and round; offline it waits for
 * the network. Neither ends by itself, and nothing of the reel can be shown meanwhile.
 */
export function isLostKey({ details, errorAction, reason }: LoadFailure): boolean {
  return details.startsWith('keyLoad') && (errorAction?.action !== retryRequest || reason === 'offline');
}

import type { HlsConfig } from 'hls.js';

type Policies = Pick<HlsConfig, 'manifestLoadPolicy' | 'playlistLoadPolicy' | 'keyLoadPolicy' | 'fragLoadPolicy'>;

const mostRetries = 3;
/** A worker has tried every origin before it says no: what fails then is better said soon. */
const mostRetriesOfWorker = 1;

export function loadPolicies(defaults: Policies, hasWorker: boolean): Policies {
  const most = hasWorker ? mostRetriesOfWorker : mostRetries;
  const { manifestLoadPolicy, playlistLoadPolicy, keyLoadPolicy, fragLoadPolicy } = defaults;
  return {
    manifestLoadPolicy: limitRetries(manifestLoadPolicy, most),
    playlistLoadPolicy: limitRetries(playlistLoadPolicy, most),
    keyLoadPolicy: limitRetries(keyLoadPolicy, most),
    fragLoadPolicy: limitRetries(fragLoadPolicy, most),
  };
}

function limitRetries(policy: HlsConfig['keyLoadPolicy'], most: number): HlsConfig['keyLoadPolicy'] {
  const { errorRetry } = policy.default;
  if (errorRetry === null) return policy;
  const maxNumRetry = Math.min(most, errorRetry.maxNumRetry);
  return { default: { ...policy.default, errorRetry: { ...errorRetry, maxNumRetry } } };
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

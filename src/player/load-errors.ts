import type { HlsConfig } from 'hls.js';

type Policies = Pick<HlsConfig, 'manifestLoadPolicy' | 'playlistLoadPolicy' | 'keyLoadPolicy' | 'fragLoadPolicy'>;

const maxRetries = 3;
/** A worker tries every origin before it fails, so its failures should be reported soon. */
const maxRetriesOfWorker = 1;

export function loadPolicies(defaults: Policies, hasWorker: boolean): Policies {
  const max = hasWorker ? maxRetriesOfWorker : maxRetries;
  const { manifestLoadPolicy, playlistLoadPolicy, keyLoadPolicy, fragLoadPolicy } = defaults;
  return {
    manifestLoadPolicy: limitRetries(manifestLoadPolicy, max),
    playlistLoadPolicy: limitRetries(playlistLoadPolicy, max),
    keyLoadPolicy: limitRetries(keyLoadPolicy, max),
    fragLoadPolicy: limitRetries(fragLoadPolicy, max),
  };
}

function limitRetries(policy: HlsConfig['keyLoadPolicy'], max: number): HlsConfig['keyLoadPolicy'] {
  const { errorRetry } = policy.default;
  if (errorRetry === null) return policy;
  const maxNumRetry = Math.min(max, errorRetry.maxNumRetry);
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
 * Whether a key cannot be loaded. hls.js then cycles through the other renditions, which share the key, or waits for
 * the network while offline. Neither ends on its own, and nothing of the reel can be shown meanwhile.
 */
export function isLostKey({ details, errorAction, reason }: LoadFailure): boolean {
  return details.startsWith('keyLoad') && (errorAction?.action !== retryRequest || reason === 'offline');
}

/**
 * Rules that the worker bends on purpose, by the case that shows it. Any other case that is worse with the worker than
 * without it is a fault.
 */
export const deviations: Readonly<Record<string, string>> = {
  'age-hidden': 'a worker cannot see the header either; an origin may show it: `Access-Control-Expose-Headers: Age`',
  private:
    'whoever uses this browser next would get it; a site may have it kept for each viewer apart (`cache.personal_paths`)',
  'redirected-for-now':
    'what a redirect led to is kept under the address that was asked for: one request each for origins that redirect to a CDN',
  'equal-together': "at the page's own site it is asked once more for each folder, without cookies",
};

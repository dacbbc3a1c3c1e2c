/** Lets every site read all responses, with the headers and timings that measurements need. */
export const corsHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Content-Length, Content-Range, Accept-Ranges, ETag, Last-Modified, Date, Age, Retry-After, Server-Timing',
  'timing-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

export function preflightHeaders(requested: string | undefined): Readonly<Record<string, string>> {
  return {
    ...corsHeaders,
    'access-control-allow-methods': 'GET, HEAD, PUT, DELETE, OPTIONS',
    'access-control-allow-headers': requested ?? 'Range, If-Range, If-None-Match, Content-Type',
    'access-control-max-age': '600',
    vary: 'Access-Control-Request-Headers',
  };
}

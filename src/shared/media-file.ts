/** Whether a URL names a file that a video element plays directly. Every other URL is treated as HLS. */
export function isMediaFile(url: string): boolean {
  return /^[^?#]*\.(mp4|m4v|mov|webm)([?#]|$)/i.test(url);
}

/** Whether an element plays this address as it is, by its name; every other one is taken for HLS. */
export function isMediaFile(url: string): boolean {
  return /^[^?#]*\.(mp4|m4v|mov|webm)([?#]|$)/i.test(url);
}

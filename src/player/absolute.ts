/** The whole address of what a page asks for; what is none stays as it is. */
export function absolute(url: string): string {
  return URL.canParse(url, location.href) ? new URL(url, location.href).href : url;
}

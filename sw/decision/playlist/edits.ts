/** A section of a text, and its replacement. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

export function applyEdits(edits: readonly Edit[], text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  return `${parts.join('')}${text.slice(from)}`;
}

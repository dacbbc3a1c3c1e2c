/** Style sheets that a script imports for their effect. */
declare module '*.css';

/** The text of a style sheet, for a shadow tree. */
declare module '*.css?inline' {
  const text: string;
  export default text;
}

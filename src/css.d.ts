/** Style sheets that a script brings with it. */
declare module '*.css';

/** Their text, for a shadow tree. */
declare module '*.css?inline' {
  const text: string;
  export default text;
}
